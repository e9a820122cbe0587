#pragma once

#include <string>
#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::postgres {

// `Error::reason` of what callers may want to tell apart; README.md lists all.
inline constexpr std::string_view reason_unique = "UNIQUE_VIOLATION";
inline constexpr std::string_view reason_serialization = "SERIALIZATION_FAILURE";
inline constexpr std::string_view reason_deadlock = "DEADLOCK_DETECTED";
inline constexpr std::string_view reason_read_only = "DATABASE_READ_ONLY";
inline constexpr std::string_view reason_connection_lost = "CONNECTION_LOST";
// There has been no connection for a while, and calls no longer wait for one.
inline constexpr std::string_view reason_no_connection = "NO_CONNECTION";
inline constexpr std::string_view reason_breaker_open = "BREAKER_OPEN";
// The connection was lost, or the caller's time was over, while the server was changing something: it may have been
// committed or not. Find out by the idempotency key before doing it again.
inline constexpr std::string_view reason_outcome_unknown = "COMMIT_OUTCOME_UNKNOWN";

// What the server says about a statement that failed.
struct ServerError {
  std::string sqlstate;    // "23505"
  std::string message;     // for people; of the server's own making, without the values of a row
  std::string constraint;  // the violated one; else empty
};

// The code and the reason for a class of SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html). A
// violated constraint stands as the pointer of the error's only field.
Error to_error(const ServerError& said);

// The violated constraint ("orders_pkey"), or empty.
std::string_view constraint_of(const Error& error);

// The server's state, not the statement, made it fail: what a circuit breaker counts.
bool speaks_of_the_server(const Error& error);

// The statement had no effect, and may have one when it is sent again as it is.
bool is_transient(const Error& error);

// One of the rows that it was given, not the server or a neighbour in time, made the statement fail.
bool speaks_of_the_rows(const Error& error);

}  // namespace plaza::postgres
