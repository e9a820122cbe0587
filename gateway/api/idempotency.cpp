#include "gateway/api/idempotency.hpp"

#include <algorithm>

#include "platform/core/uuid.hpp"

namespace plaza::gateway {
namespace {

constexpr std::size_t key_characters_max = 255;
constexpr std::string_view header_name = "Idempotency-Key";

bool is_visible(char c) {
  return c >= '!' && c <= '~';
}

// The text between the quotes, where there are any.
std::string unquoted(std::string_view text) {
  if (text.size() < 3 || !text.starts_with('"') || !text.ends_with('"')) return std::string(text);
  text = text.substr(1, text.size() - 2);
  std::string key;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    key.push_back(text[i]);
  }
  return key;
}

}  // namespace

ParameterType<std::string> idempotency_key_parameter() {
  auto type = text_parameter({.characters_max = key_characters_max, .pattern = "^[!-~]+$", .accepts = is_visible});
  return {.schema = std::move(type.schema),
          .parse = [parse = std::move(type.parse)](std::string_view text) { return parse(unquoted(text)); }};
}

ParameterInfo idempotency_key_info() {
  return {
      .doc =
          "Makes the request safe to repeat: for 24 hours the same key with the same request gives the same answer. "
          "Without a token it must be a UUID.",
      .example = R"("7f3c9a52-4a0e-4d55-9d5e-0f6b9c1f2e11")"};
}

Result<void> check_idempotency_key(std::string_view key, const Identity& caller) {
  if (key.empty() || !caller.subject.empty() || Uuid::parse(key)) return {};
  return std::unexpected(
      Error{.code = Code::invalid_argument,
            .message = "the parameter Idempotency-Key must be a UUID where there is no token",
            .fields = {{.pointer = std::string(header_name), .detail = "must be a UUID where there is no token"}}});
}

}  // namespace plaza::gateway
