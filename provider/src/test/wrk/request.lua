-- Sends one request over and over: the bytes of the file REQUEST.
local file = assert(io.open(os.getenv("REQUEST"), "rb"))
local bytes = file:read("*a")
file:close()

function request()
   return bytes
end

dofile(os.getenv("REPORT"))
