-- Gives a place back, if the booking is as the caller has seen it.
-- KEYS: the booking, days of its station, its person, the outbox, the idempotency key
-- ARGV: version, date, station, booking id, now, traceparent, digest of the request or '', lifetime of the key
local before = answered(KEYS[5], ARGV[7])
if before then return before end
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then return {'changed'} end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HSET', KEYS[1], 't', 2, 'u', ARGV[5])
redis.call('DEL', KEYS[3])
local left = redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
redis.call('XADD', KEYS[4], '*', 'e', 'cancelled', 'b', ARGV[4], 's', ARGV[3], 'd', ARGV[2], 'l', left, 'v', version, 'u', ARGV[5], 't', ARGV[6])
keep(KEYS[5], ARGV[7], ARGV[8], state_of(KEYS[1]))
return {'made'}
