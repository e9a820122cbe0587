-- How many places a day has: never fewer than are taken.
-- KEYS: days of the station, the outbox
-- ARGV: date, capacity, station, now, traceparent
local capacity = tonumber(ARGV[2])
local before = tonumber(redis.call('HGET', KEYS[1], 'c' .. ARGV[1]))
local taken = (before or 0) - tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
if capacity < taken then return {'below_taken', taken} end
local left = capacity - taken
if before == capacity then return {'made', left} end
redis.call('HSET', KEYS[1], ARGV[1], left, 'c' .. ARGV[1], capacity)
redis.call('XADD', KEYS[2], '*', 'e', 'capacity', 's', ARGV[3], 'd', ARGV[1], 'l', left, 'c', capacity, 'u', ARGV[4], 't', ARGV[5])
return {'made', left}
