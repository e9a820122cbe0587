#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>

namespace plaza::gateway::token {

// Why a token is refused.
enum class Refusal : std::uint8_t {
  too_large,
  malformed,
  type,
  critical,
  algorithm,
  unknown_key,
  signature,
  claims,
  expired,
  not_yet_valid,
  issuer,
  audience,
};
inline constexpr std::array refusals{Refusal::too_large, Refusal::malformed,     Refusal::type,      Refusal::critical,
                                     Refusal::algorithm, Refusal::unknown_key,   Refusal::signature, Refusal::claims,
                                     Refusal::expired,   Refusal::not_yet_valid, Refusal::issuer,    Refusal::audience};

// A word for metrics: "expired".
std::string_view word(Refusal refusal);
// A sentence for whoever sent the token, of characters that an error_description may have (RFC 6750, 3). It never holds
// anything of the token.
std::string_view sentence(Refusal refusal);

template <class T>
using Checked = std::expected<T, Refusal>;

}  // namespace plaza::gateway::token
