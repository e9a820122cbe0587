-- Of all relays one is active: whoever asked first, as long as it asks again in time.
-- KEYS: the lead
-- ARGV: who asks, for how long
local leads = redis.call('GET', KEYS[1])
if leads == ARGV[1] then
  -- Allowed even when the memory is full: what is published makes room.
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
if leads then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
