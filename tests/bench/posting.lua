-- Posts a comment that nobody has posted before, from an address that has sent none.

local count = 0
local start = tostring(os.time()) .. tostring({}):match("0x(%x+)")

request = function()
  count = count + 1
  local text = "My+back+is+stiff+in+the+morning+and+walking+helps+me.+What+helps+you%3F+"
    .. start .. "." .. count
  local body = "name=Reader+" .. count .. "&email=reader" .. count .. "@example.org&text=" .. text
  local address = "10." .. math.random(0, 255) .. "." .. math.random(0, 255) .. "."
    .. math.random(1, 254)
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
    ["X-Forwarded-For"] = address,
  }, body)
end
