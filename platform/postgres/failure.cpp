#include "platform/postgres/failure.hpp"

#include <algorithm>
#include <array>

namespace plaza::postgres {
namespace {

struct Meaning {
  std::string_view prefix;  // of the SQLSTATE: two characters for a class, five for one state
  Code code;
  std::string_view reason;
};

// What is more special comes first. Unlisted states are `internal`: the statement, its types or its permissions are
// wrong, which a caller cannot mend.
constexpr std::array meanings{
    Meaning{"08", Code::unavailable, reason_connection_lost},
    Meaning{"22", Code::invalid_argument, "DATA_EXCEPTION"},
    Meaning{"23502", Code::invalid_argument, "NOT_NULL_VIOLATION"},
    Meaning{"23503", Code::failed_precondition, "FOREIGN_KEY_VIOLATION"},
    Meaning{"23505", Code::already_exists, reason_unique},
    Meaning{"23514", Code::invalid_argument, "CHECK_VIOLATION"},
    Meaning{"23P01", Code::already_exists, "EXCLUSION_VIOLATION"},
    Meaning{"23", Code::failed_precondition, "CONSTRAINT_VIOLATION"},
    Meaning{"25006", Code::unavailable, reason_read_only},
    Meaning{"25P03", Code::aborted, "TRANSACTION_TIMED_OUT"},
    Meaning{"28", Code::unavailable, "DATABASE_REFUSES_ROLE"},
    Meaning{"3D000", Code::unavailable, "DATABASE_MISSING"},
    Meaning{"40001", Code::aborted, reason_serialization},
    Meaning{"40P01", Code::aborted, reason_deadlock},
    Meaning{"40003", Code::unavailable, reason_outcome_unknown},
    Meaning{"40", Code::aborted, "TRANSACTION_ROLLED_BACK"},
    Meaning{"42501", Code::internal, "PERMISSION_DENIED"},
    Meaning{"53300", Code::resource_exhausted, "TOO_MANY_CONNECTIONS"},
    Meaning{"53100", Code::resource_exhausted, "DISK_FULL"},
    Meaning{"53", Code::resource_exhausted, "INSUFFICIENT_RESOURCES"},
    Meaning{"54", Code::invalid_argument, "PROGRAM_LIMIT_EXCEEDED"},
    Meaning{"55P03", Code::aborted, "LOCK_NOT_AVAILABLE"},
    Meaning{"55", Code::failed_precondition, "OBJECT_NOT_IN_STATE"},
    Meaning{"57014", Code::deadline_exceeded, "QUERY_CANCELED"},
    Meaning{"57P", Code::unavailable, "DATABASE_SHUTTING_DOWN"},
    Meaning{"58", Code::unavailable, "DATABASE_SYSTEM_ERROR"},
    Meaning{"P0001", Code::failed_precondition, "RAISED"},
    Meaning{"XX001", Code::data_loss, "DATA_CORRUPTED"},
    Meaning{"XX002", Code::data_loss, "INDEX_CORRUPTED"},
};
constexpr Meaning unlisted{"", Code::internal, "STATEMENT_REFUSED"};

const Meaning& meaning_of(std::string_view sqlstate) {
  const auto* found =
      std::ranges::find_if(meanings, [&](const Meaning& one) { return sqlstate.starts_with(one.prefix); });
  return found == meanings.end() ? unlisted : *found;
}

}  // namespace

Error to_error(const ServerError& said) {
  const auto& meaning = meaning_of(said.sqlstate);
  Error error{.code = meaning.code, .message = said.message, .reason = std::string(meaning.reason)};
  if (!said.constraint.empty()) error.fields.push_back({.pointer = said.constraint, .detail = said.message});
  return error;
}

std::string_view constraint_of(const Error& error) {
  return error.fields.size() == 1 ? std::string_view(error.fields.front().pointer) : std::string_view();
}

bool speaks_of_the_server(const Error& error) {
  return error.code == Code::unavailable || error.code == Code::deadline_exceeded ||
         error.code == Code::resource_exhausted || error.code == Code::data_loss;
}

bool is_transient(const Error& error) {
  return error.code == Code::aborted;
}

bool speaks_of_the_rows(const Error& error) {
  return error.code == Code::invalid_argument || error.code == Code::failed_precondition ||
         error.code == Code::already_exists || error.code == Code::out_of_range;
}

}  // namespace plaza::postgres
