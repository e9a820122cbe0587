-- How many places a day has: never fewer than are taken.
-- KEYS: days of the station, the idempotency key
-- ARGV: date, capacity, digest of the request or '', lifetime of the key
local before = answered(KEYS[2], ARGV[3])
if before then return before end
local capacity = tonumber(ARGV[2])
local taken = tonumber(redis.call('HGET', KEYS[1], 'c' .. ARGV[1]) or 0) - tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
if capacity < taken then return {'below_taken', tostring(taken)} end
local left = capacity - taken
redis.call('HSET', KEYS[1], ARGV[1], left, 'c' .. ARGV[1], capacity)
keep(KEYS[2], ARGV[3], ARGV[4], tostring(left))
return {'made', tostring(left)}
