#include "services/orders/app/list.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/core/base64url.hpp"

namespace plaza::orders {
namespace {

constexpr std::size_t id_bytes = 16;
constexpr std::size_t cursor_characters = (id_bytes * 4 + 2) / 3;
constexpr int id_version = 7;

std::optional<Uuid> read_cursor(std::string_view text) {
  if (text.size() != cursor_characters) return std::nullopt;
  const auto bytes = parse_base64url(text);
  if (!bytes || bytes->size() != id_bytes) return std::nullopt;
  std::array<std::uint8_t, id_bytes> id{};
  std::ranges::copy(*bytes, id.begin());
  const Uuid found(id);
  return found.version() == id_version ? std::optional(found) : std::nullopt;
}

}  // namespace

Result<Page> page(std::int32_t size, std::string_view cursor) {
  Page asked;
  std::vector<FieldError> wrong;
  if (size != 0) asked.size = size;
  if (asked.size < 1 || asked.size > page_max) {
    wrong.push_back({.pointer = "first", .detail = fmt::format("must be from 1 to {}", page_max)});
  }
  if (!cursor.empty()) {
    asked.after = read_cursor(cursor);
    if (!asked.after) wrong.push_back({.pointer = "after", .detail = "must be a cursor of a page before"});
  }
  if (wrong.empty()) return asked;
  return std::unexpected(
      Error{.code = Code::invalid_argument, .message = "there is no such page", .fields = std::move(wrong)});
}

std::string make_cursor(const Uuid& last) {
  return base64url(last.bytes());
}

}  // namespace plaza::orders
