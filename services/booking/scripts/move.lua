-- Takes a place of another day, and gives the one it had back.
-- KEYS: the booking, days of its station, days of the other station, the outbox, the idempotency key
-- ARGV: version, date, station, other date, other station, booking id, now, traceparent, digest of the request or '', lifetime of the key
local before = answered(KEYS[5], ARGV[9])
if before then return before end
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then return {'changed'} end
local left = redis.call('HGET', KEYS[3], ARGV[4])
if not left then return {'unknown_day'} end
if tonumber(left) <= 0 then return {'fully_booked'} end
local back = redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
left = redis.call('HINCRBY', KEYS[3], ARGV[4], -1)
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HSET', KEYS[1], 's', ARGV[5], 'd', ARGV[4], 'u', ARGV[7])
redis.call('XADD', KEYS[4], '*', 'e', 'moved', 'b', ARGV[6], 's', ARGV[3], 'd', ARGV[2], 'l', back, 'v', version, 'u', ARGV[7], 't', ARGV[8])
redis.call('XADD', KEYS[4], '*', 'e', 'created', 'b', ARGV[6], 's', ARGV[5], 'd', ARGV[4], 'l', left, 'v', version, 'u', ARGV[7], 't', ARGV[8])
keep(KEYS[5], ARGV[9], ARGV[10], state_of(KEYS[1]))
return {'made'}
