#include "platform/postgres/blocking_session.hpp"

#include <libpq-fe.h>

#include "platform/postgres/failure.hpp"
#include "platform/postgres/rows.hpp"
#include "platform/postgres/server_said.hpp"

namespace plaza::postgres {
namespace {

constexpr milliseconds pause_between_attempts{100};

}  // namespace

Result<BlockingSession> BlockingSession::open(const Target& target, SteadyTime give_up) {
  for (;;) {
    auto handle = connect_and_block(target);
    if (handle) return BlockingSession(std::move(*handle));
    if (std::chrono::steady_clock::now() + pause_between_attempts >= give_up) return std::unexpected(handle.error());
    std::this_thread::sleep_for(pause_between_attempts);
  }
}

Result<BlockingSession::Table> BlockingSession::run(const std::string& sql) {
  return table_of(PQexec(handle_.get(), sql.c_str()));
}

Result<BlockingSession::Table> BlockingSession::run(const std::string& sql, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const auto& value : values) pointers.push_back(value.c_str());
  return table_of(PQexecParams(handle_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, pointers.data(),
                               nullptr, nullptr, 0));
}

Result<BlockingSession::Table> BlockingSession::table_of(pg_result* result) {
  const std::unique_ptr<pg_result, rows_detail::Release> kept(result);
  const auto status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
    if (result == nullptr) return fail(Code::unavailable, "no memory for an answer of the database");
    return std::unexpected(refusal_of(*result).error);
  }
  Table table(static_cast<std::size_t>(PQntuples(result)));
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (int column = 0; column < PQnfields(result); ++column) {
      table[row].emplace_back(PQgetvalue(result, static_cast<int>(row), column));
    }
  }
  return table;
}

}  // namespace plaza::postgres
