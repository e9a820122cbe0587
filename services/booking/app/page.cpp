#include "services/booking/app/page.hpp"

#include <fmt/format.h>

#include "platform/core/base64url.hpp"

namespace plaza::booking {
namespace {

constexpr std::size_t cursor_characters_max = 600;

}  // namespace

Result<Page> page(std::int32_t size, std::string_view cursor) {
  Page asked;
  std::vector<FieldError> wrong;
  if (size < 0 || size > page_max) {
    wrong.push_back({.pointer = "first", .detail = fmt::format("must be from 1 to {}", page_max)});
  } else if (size != 0) {
    asked.size = static_cast<std::size_t>(size);
  }
  if (!cursor.empty()) {
    const auto bytes = cursor.size() <= cursor_characters_max ? parse_base64url(cursor) : std::nullopt;
    if (bytes) {
      asked.after.assign(bytes->begin(), bytes->end());
    } else {
      wrong.push_back({.pointer = "after", .detail = "must be a cursor of a page before"});
    }
  }
  if (wrong.empty()) return asked;
  return std::unexpected(
      Error{.code = Code::invalid_argument, .message = "there is no such page", .fields = std::move(wrong)});
}

std::string make_cursor(std::string_view last) {
  return base64url(last);
}

}  // namespace plaza::booking
