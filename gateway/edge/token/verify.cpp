#include "gateway/edge/token/verify.hpp"

#include "gateway/edge/token/compact_token.hpp"

namespace plaza::gateway::token {

Checked<VerifiedToken> verify(std::string_view token, const KeySet& keys, const ClaimRules& rules, SystemTime now) {
  const auto parsed = parse_compact(token);
  if (!parsed) return std::unexpected(parsed.error());
  const auto* key = keys.find(parsed->key_id, parsed->algorithm);
  if (key == nullptr) return std::unexpected(Refusal::unknown_key);
  if (key->algorithm() != parsed->algorithm) return std::unexpected(Refusal::algorithm);
  if (!key->verifies(parsed->signed_text, parsed->signature)) return std::unexpected(Refusal::signature);
  return check_claims({reinterpret_cast<const char*>(parsed->payload.data()), parsed->payload.size()}, rules, now);
}

}  // namespace plaza::gateway::token
