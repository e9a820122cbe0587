#pragma once

#include <string>
#include <vector>

#include "platform/postgres/connector.hpp"

struct pg_result;  // libpq's

namespace plaza::postgres {

// A connection that is waited for on the calling thread, with everything as text: for migrations at the start of a
// process, and for tests. Never on a worker.
class BlockingSession {
 public:
  using Table = std::vector<std::vector<std::string>>;

  // Retries what may pass (no server yet, too many clients) until `give_up`.
  static Result<BlockingSession> open(const Target& target, SteadyTime give_up);

  // One or several statements; the rows of the last one, null as an empty text. Errors: those of to_error().
  Result<Table> run(const std::string& sql);
  // One statement with values.
  Result<Table> run(const std::string& sql, const std::vector<std::string>& values);

 private:
  explicit BlockingSession(Handle handle) : handle_(std::move(handle)) {}
  static Result<Table> table_of(pg_result* result);

  Handle handle_;
};

}  // namespace plaza::postgres
