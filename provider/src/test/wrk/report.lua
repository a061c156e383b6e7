-- Prints what a turn has measured as one line, which WrkLoad reads.
function done(summary, latency, requests)
   local histogram = {}
   for i = 1, #latency do
      local micros, count = latency(i)
      histogram[i] = micros .. ":" .. count
   end
   local errors = summary.errors
   print("TURN " .. summary.requests .. " " .. summary.duration
      .. " " .. (errors.connect + errors.read + errors.write + errors.status + errors.timeout)
      .. " " .. table.concat(histogram, ","))
end
