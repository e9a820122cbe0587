#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/edge/token/claims.hpp"
#include "platform/core/config.hpp"

namespace plaza::gateway::token {

// How bearer tokens are checked.
struct Options {
  std::string jwks_file{};  // empty: there are no keys, and every token is refused
  std::vector<std::string> algorithms{"RS256", "ES256", "EdDSA"};
  std::string issuer{};
  std::vector<std::string> audiences{};
  bool audience_needed = false;
  milliseconds leeway{30'000};
  std::uint32_t token_bytes_max = 4096;
  std::uint32_t cache_entries_max = 4096;             // per worker
  std::uint64_t cache_bytes_max = 4UL * 1024 * 1024;  // per worker

  void describe(config::Section section);
  [[nodiscard]] ClaimRules claim_rules() const;
};

}  // namespace plaza::gateway::token
