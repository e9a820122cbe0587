-- Stands before the scripts that take an idempotency key: what a request with it was answered is kept with its effect.
-- A digest of the request tells whether it is the same one; '' where there is no key.

-- What to answer at once; nothing for a key that is new.
local function answered(key, digest)
  if digest == '' then return nil end
  local kept = redis.call('GET', key)
  if not kept then return nil end
  if string.sub(kept, 1, #digest) ~= digest then return {'key_reused'} end
  return {'answered', string.sub(kept, #digest + 1)}
end

local function keep(key, digest, lifetime, answer)
  if digest ~= '' then redis.call('SET', key, digest .. answer, 'PX', lifetime) end
end

-- How a booking is now.
local function state_of(booking)
  return table.concat(redis.call('HMGET', booking, 'v', 't', 'd', 'u', 's'), ' ')
end
