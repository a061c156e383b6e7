-- Refreshes: each thread begins with a token of its own, a line of the file TOKENS, and goes on with the one that it gets.
-- Prints the last tokens, which WrkLoad reads.
local threads = {}

function setup(thread)
   threads[#threads + 1] = thread
   thread:set("number", #threads)
end

function init()
   local n = 0
   for line in io.lines(os.getenv("TOKENS")) do
      n = n + 1
      if n == number then token = line end
   end
   body = "grant_type=refresh_token&refresh_token="
   headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = os.getenv("AUTHORIZATION") }
end

function request()
   return wrk.format("POST", nil, headers, body .. token)
end

function response(status, headers, body)
   token = body:match('"refresh_token":"([^"]+)"') or token
end

dofile(os.getenv("REPORT"))
local report = done

function done(summary, latency, requests)
   for _, thread in ipairs(threads) do
      print("TOKEN " .. thread:get("token"))
   end
   report(summary, latency, requests)
end
