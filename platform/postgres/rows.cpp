#include "platform/postgres/rows.hpp"

#include <charconv>

#include <fmt/format.h>
#include <libpq-fe.h>

namespace plaza::postgres {

void rows_detail::Release::operator()(pg_result* result) const {
  PQclear(result);
}

Row::Field Row::field(std::size_t column) const {
  const int row = static_cast<int>(row_);
  const int index = static_cast<int>(column);
  if (index >= PQnfields(result_) || row >= PQntuples(result_)) refuse(column, "is not there");
  Field field{.type = PQftype(result_, index), .bytes = std::nullopt};
  if (PQgetisnull(result_, row, index) == 0) {
    field.bytes = {PQgetvalue(result_, row, index), static_cast<std::size_t>(PQgetlength(result_, row, index))};
  }
  return field;
}

void Row::refuse(std::size_t column, std::string_view why) const {
  const auto* name = PQfname(result_, static_cast<int>(column));
  throw std::logic_error(fmt::format("column {} ({}) {}", column, name == nullptr ? "?" : name, why));
}

std::size_t Rows::size() const {
  return result_ ? static_cast<std::size_t>(PQntuples(result_.get())) : 0;
}

std::uint64_t Rows::affected() const {
  std::uint64_t count = 0;
  if (!result_) return count;
  const std::string_view text = PQcmdTuples(result_.get());
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

std::string_view Rows::command() const {
  return result_ ? PQcmdStatus(result_.get()) : "";
}

}  // namespace plaza::postgres
