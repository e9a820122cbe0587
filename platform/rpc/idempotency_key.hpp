#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"

// Idempotency keys of requests: the same key of the same caller with the same request gives the same answer, once and
// for all; with another request it is refused. The service keeps both digests in the transaction of the effect.
namespace plaza::rpc {

// Error::reason of a key that came with another request before, and of one whose request is under way.
inline constexpr std::string_view reason_key_reused = "IDEMPOTENCY_KEY_REUSED";
inline constexpr std::string_view reason_key_in_use = "IDEMPOTENCY_KEY_IN_USE";

inline constexpr std::size_t idempotency_key_characters_max = 255;

// Digests (SHA-256, 32 bytes each) tell as much as a store needs, and nothing about who asked.
struct IdempotencyKey {
  std::string key;      // of method, caller and key
  std::string request;  // of what was asked for

  bool operator==(const IdempotencyKey&) const = default;
};

// Nothing when `key` is empty: the caller gave none. `request`: what makes two requests the same, as bytes. Errors:
// invalid_argument for a key that is too long, or that is no UUID where the caller has no subject, so that strangers
// cannot meet by chance.
Result<std::optional<IdempotencyKey>> idempotency_key(std::string_view method, const Identity& caller,
                                                      std::string_view key, std::string_view request);

Error key_reused();
Error key_in_use();

}  // namespace plaza::rpc
