-- wrk script: POSTs one body with the headers of a file; with more than one bearer token, another one each time.
-- Arguments after `--`: file of the body, file of `name: value` headers, file of one token a line (or `-`).
local tokens, at = {}, 0

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

function init(args)
  wrk.method = 'POST'
  wrk.body = read(args[1])
  for line in read(args[2]):gmatch('[^\n]+') do
    local name, value = line:match('^([^:]+): (.*)$')
    wrk.headers[name] = value
  end
  if args[3] ~= '-' then
    for line in read(args[3]):gmatch('[^\n]+') do tokens[#tokens + 1] = 'Bearer ' .. line end
  end
  if #tokens == 1 then wrk.headers['authorization'] = tokens[1] end
  if #tokens > 1 then
    request = function()
      at = at % #tokens + 1
      wrk.headers['authorization'] = tokens[at]
      return wrk.format()
    end
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"calls":%d,"microseconds":%d,"failed":%d,"p50":%d,"p90":%d,"p99":%d}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end
