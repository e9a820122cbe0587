-- Takes one place of a day for one person.
-- KEYS: days of the station, the person, the booking, the owner's bookings, the outbox, the idempotency key
-- ARGV: date, booking id, person, owner, now, sealed, station, traceparent, digest of the request or '', lifetime of the key
local date, id, owner, now, digest = ARGV[1], ARGV[2], ARGV[4], ARGV[5], ARGV[9]
local before = answered(KEYS[6], digest)
if before then return before end
if redis.call('EXISTS', KEYS[3]) == 1 then return {'repeated'} end
if redis.call('EXISTS', KEYS[2]) == 1 then return {'already_booked'} end
local left = redis.call('HGET', KEYS[1], date)
if not left then return {'unknown_day'} end
if tonumber(left) <= 0 then return {'fully_booked'} end
left = redis.call('HINCRBY', KEYS[1], date, -1)
redis.call('SET', KEYS[2], id)
redis.call('HSET', KEYS[3], 's', ARGV[7], 'd', date, 'p', ARGV[3], 'o', owner, 't', 1, 'v', 1, 'c', now, 'u', now, 'x', ARGV[6])
if owner ~= '' then redis.call('ZADD', KEYS[4], 0, id) end
redis.call('XADD', KEYS[5], '*', 'e', 'created', 'b', id, 's', ARGV[7], 'd', date, 'l', left, 'v', 1, 'u', now, 't', ARGV[8])
keep(KEYS[6], digest, ARGV[10], id)
return {'made'}
