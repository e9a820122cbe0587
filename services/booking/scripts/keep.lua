-- Keeps the answer of a change that had nothing to do, if the booking is as the caller has seen it.
-- KEYS: the booking, the idempotency key
-- ARGV: version, digest of the request, lifetime of the key
local before = answered(KEYS[2], ARGV[2])
if before then return before end
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then return {'changed'} end
keep(KEYS[2], ARGV[2], ARGV[3], state_of(KEYS[1]))
return {'made'}
