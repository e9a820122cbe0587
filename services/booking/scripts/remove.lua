-- Removes what was published, if the caller still leads.
-- KEYS: the lead, the outbox
-- ARGV: who asks, then the ids of the events
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('XDEL', KEYS[2], unpack(ARGV, 2))
return 1
