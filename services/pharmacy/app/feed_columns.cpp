#include "services/pharmacy/app/feed_columns.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace plaza::pharmacy {
namespace {

constexpr std::string_view early_name_of_adult = "成人口罩總剩餘數";
constexpr std::array<std::string_view, column_count> spreadsheet_names{"id",          "name",        "address", "phone",
                                                                       "adult_count", "child_count", "time"};
constexpr std::size_t quoted_characters_max = 40;

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::size_t> column_of(std::string_view name) {
  if (name == early_name_of_adult) return static_cast<std::size_t>(Column::adult);
  for (std::size_t i = 0; i < column_count; ++i) {
    if (name == column_names[i] || name == spreadsheet_names[i]) return i;
  }
  return std::nullopt;
}

}  // namespace

Result<ColumnOrder> read_header(std::span<const std::string_view> header) {
  constexpr auto missing = static_cast<std::size_t>(-1);
  ColumnOrder order;
  order.fill(missing);
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto name = without_blanks(header[i]);
    const auto column = column_of(name);
    if (!column) {
      return fail(Code::data_loss, fmt::format("unknown column \"{:.{}}\"", name, quoted_characters_max),
                  "FEED_BAD_HEADER");
    }
    if (order[*column] != missing) {
      return fail(Code::data_loss, fmt::format("column {} is there twice", column_names[*column]), "FEED_BAD_HEADER");
    }
    order[*column] = i;
  }
  const auto absent = std::ranges::find(order, missing);
  if (absent != order.end()) {
    const auto name = column_names[static_cast<std::size_t>(absent - order.begin())];
    return fail(Code::data_loss, fmt::format("column {} is missing", name), "FEED_BAD_HEADER");
  }
  return order;
}

}  // namespace plaza::pharmacy
