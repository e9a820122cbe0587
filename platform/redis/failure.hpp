#pragma once

#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::redis {

// `Error::reason` of what callers may want to tell apart; README.md lists all.
inline constexpr std::string_view reason_full = "REDIS_OOM";
inline constexpr std::string_view reason_read_only = "REDIS_READONLY";
inline constexpr std::string_view reason_script_missing = "REDIS_NOSCRIPT";
inline constexpr std::string_view reason_connection_lost = "CONNECTION_LOST";
// There has been no connection for a while, and calls no longer wait for one.
inline constexpr std::string_view reason_no_connection = "NO_CONNECTION";
inline constexpr std::string_view reason_breaker_open = "BREAKER_OPEN";
// The connection was lost, or the caller's time was over, while the server may have been changing something.
inline constexpr std::string_view reason_outcome_unknown = "OUTCOME_UNKNOWN";
// The change took effect, but fewer replicas than were asked for have it: a failover now could lose it.
inline constexpr std::string_view reason_not_replicated = "NOT_REPLICATED";

// The code and the reason for an error that the server answers, by its first word ("OOM command not allowed …").
Error to_error(std::string_view said);

// The server's state, not the command, made it fail: what a circuit breaker counts.
bool speaks_of_the_server(const Error& error);

// The server did not begin, because it is not (or no longer) one that could: another connection may find one that can.
bool wants_another_server(const Error& error);

}  // namespace plaza::redis
