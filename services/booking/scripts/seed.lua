-- Adds the days that are not there yet.
-- KEYS: days of the station
-- ARGV: capacity, then dates
local added = 0
for i = 2, #ARGV do
  if redis.call('HSETNX', KEYS[1], 'c' .. ARGV[i], ARGV[1]) == 1 then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[1])
    added = added + 1
  end
end
return added
