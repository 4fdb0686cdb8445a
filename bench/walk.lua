-- Walks through the addresses of a file, one a request.
local requests, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format(nil, line)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
