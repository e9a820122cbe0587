#include "platform/postgres/server_said.hpp"

#include <libpq-fe.h>

#include "platform/postgres/failure.hpp"

namespace plaza::postgres {
namespace {

std::string text_of(const pg_result& result, int field) {
  const auto* text = PQresultErrorField(&result, field);
  return text == nullptr ? "" : text;
}

}  // namespace

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

Refusal refusal_of(const pg_result& result) {
  auto sqlstate = text_of(result, PG_DIAG_SQLSTATE);
  if (sqlstate.empty()) {
    auto said = first_line(PQresultErrorMessage(&result));
    if (said.empty()) said = "the connection to the database was lost";
    return {
        .error = {.code = Code::unavailable, .message = std::move(said), .reason = std::string(reason_connection_lost)},
        .sqlstate = {}};
  }
  const ServerError said{.sqlstate = sqlstate,
                         .message = text_of(result, PG_DIAG_MESSAGE_PRIMARY),
                         .constraint = text_of(result, PG_DIAG_CONSTRAINT_NAME)};
  return {.error = to_error(said), .sqlstate = std::move(sqlstate)};
}

void silence(pg_conn& connection) {
  PQsetNoticeProcessor(&connection, [](void*, const char*) {}, nullptr);
}

void prepare_handle(pg_conn& connection) {
  silence(connection);
  PQsetnonblocking(&connection, 1);
  PQenterPipelineMode(&connection);
}

}  // namespace plaza::postgres
