#pragma once

#include <cstdint>

namespace plaza::postgres {

// The first key of all advisory locks of ours, so that nobody else's in the same database is met ("plaz").
inline constexpr std::int32_t advisory_lock_class = 0x706c617a;

// The second key: what the lock is for.
inline constexpr std::int32_t advisory_lock_migrations = 1;
inline constexpr std::int32_t advisory_lock_outbox_relay = 2;

}  // namespace plaza::postgres
