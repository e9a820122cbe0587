#pragma once

#include <string>
#include <string_view>

#include "gateway/description/parameters.hpp"
#include "platform/core/context.hpp"

// The Idempotency-Key of unsafe requests: for 24 hours the same key with the same request gives the same answer, and
// makes nothing twice. Services keep the keys, in the transaction of what the request does.
namespace plaza::gateway {

// The header field, as a text with quotes (draft-ietf-httpapi-idempotency-key-header) or, as most clients send it,
// without.
ParameterType<std::string> idempotency_key_parameter();
ParameterInfo idempotency_key_info();

// Errors: invalid_argument when the key is no UUID although nobody knows who asks: strangers must not meet by chance.
// An empty one is none.
Result<void> check_idempotency_key(std::string_view key, const Identity& caller);

}  // namespace plaza::gateway
