#include "platform/rpc/idempotency_key.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/sha.h>

#include "platform/core/text_length.hpp"
#include "platform/core/uuid.hpp"

namespace plaza::rpc {
namespace {

std::string digest(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> bytes{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string fault(std::string_view key, const Identity& caller) {
  const auto characters = text_length(key);
  if (!characters) return "must be UTF-8 without control characters";
  if (*characters > idempotency_key_characters_max) {
    return fmt::format("must have at most {} characters", idempotency_key_characters_max);
  }
  if (caller.subject.empty() && !Uuid::parse(key)) return "must be a UUID where there is no token";
  return {};
}

}  // namespace

Result<std::optional<IdempotencyKey>> idempotency_key(std::string_view method, const Identity& caller,
                                                      std::string_view key, std::string_view request) {
  if (key.empty()) return std::nullopt;
  if (auto wrong = fault(key, caller); !wrong.empty()) {
    return std::unexpected(Error{.code = Code::invalid_argument,
                                 .message = "the idempotency key is not valid",
                                 .fields = {{.pointer = "Idempotency-Key", .detail = std::move(wrong)}}});
  }
  // With its length before it, no part can pass for a piece of the next.
  return IdempotencyKey{
      .key = digest(fmt::format("{}:{}{}:{}{}", method.size(), method, caller.subject.size(), caller.subject, key)),
      .request = digest(request)};
}

Error key_reused() {
  return {.code = Code::failed_precondition,
          .message = "the idempotency key has been used for another request",
          .reason = std::string(reason_key_reused)};
}

Error key_in_use() {
  return {.code = Code::aborted,
          .message = "a request with this idempotency key is under way",
          .reason = std::string(reason_key_in_use)};
}

}  // namespace plaza::rpc
