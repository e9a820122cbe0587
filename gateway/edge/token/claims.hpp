#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/edge/token/refusal.hpp"
#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"

namespace plaza::gateway::token {

inline constexpr std::size_t subject_bytes_max = 255;
inline constexpr std::size_t scopes_max = 64;

// What a token's claims must say (RFC 7519, 4.1).
struct ClaimRules {
  std::string issuer{};                  // empty: any, or none
  std::vector<std::string> audiences{};  // who we are; a token with `aud` must name one of these, …
  bool audience_needed = false;          // … and one without `aud` is refused
  milliseconds leeway{0};                // how far clocks may be apart
};

// What a token says, once it is believed.
struct VerifiedToken {
  Identity identity;
  SystemTime valid_until;  // `exp` with the leeway; from then on it is refused
};

// Reads and checks the payload of a token whose signature is right. `sub` and `exp` are needed; `nbf` and `iat` are
// checked where they are; `scope` is a text of words (RFC 8693, 4.2).
Checked<VerifiedToken> check_claims(std::string_view payload, const ClaimRules& rules, SystemTime now);

}  // namespace plaza::gateway::token
