#pragma once

#include <string_view>

#include "gateway/edge/token/claims.hpp"
#include "gateway/edge/token/key_set.hpp"
#include "gateway/edge/token/refusal.hpp"

namespace plaza::gateway::token {

// Checks a token from its first byte to its last (RFC 7515, 5.2; RFC 7519, 7.2; RFC 8725): its form, then that the key
// it names exists and is for the algorithm it names, then the signature, and only then what it claims. A set holds keys
// of accepted algorithms only, so that the configuration, and not the token, decides which are.
Checked<VerifiedToken> verify(std::string_view token, const KeySet& keys, const ClaimRules& rules, SystemTime now);

}  // namespace plaza::gateway::token
