#pragma once

#include <string>
#include <string_view>

#include "platform/core/error.hpp"

struct pg_conn;
struct pg_result;

// What libpq gives, in our words. Beside `connector` and `connection`, for their .cpp files.
namespace plaza::postgres {

// The first line of what libpq says, without what surrounds it: it speaks in paragraphs.
std::string first_line(std::string_view text);

// The error that a result carries; its code is `unavailable` when the server said nothing, as at a lost connection.
struct Refusal {
  Error error;
  std::string sqlstate;  // empty: libpq's own words
};
Refusal refusal_of(const pg_result& result);

// The server's notices go nowhere: libpq would write them to the standard error output.
void silence(pg_conn& connection);

// Non-blocking, in pipeline mode, silent.
void prepare_handle(pg_conn& connection);

}  // namespace plaza::postgres
