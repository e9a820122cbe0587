#include "gateway/edge/token/options.hpp"

namespace plaza::gateway::token {

void Options::describe(config::Section section) {
  section.value("jwks_file", jwks_file,
                "file with the public keys (JWKS) that tokens are checked by, reloaded when it changes; empty: every "
                "token is refused");
  section.value("algorithms", algorithms,
                "accepted signature algorithms: RS256, RS384, RS512, PS256, ES256, ES384, EdDSA; HS256 for development "
                "only");
  section.value("issuer", issuer, "the iss that tokens must have; empty: any");
  section.value("audiences", audiences, "names of this gateway: a token with aud must have one of them");
  section.value("audience_needed", audience_needed, "whether tokens without aud are refused");
  section.value("leeway_ms", leeway, "how far the clock of the issuer may be off", {.min = 0, .max = 300'000});
  section.value("token_bytes_max", token_bytes_max, "larger tokens are refused unread", {.min = 256, .max = 16'384});
  section.value("cache_entries_max", cache_entries_max, "verified tokens that each worker remembers; 0: none",
                {.min = 0, .max = 1'000'000});
  section.value("cache_bytes_max", cache_bytes_max, "memory for them, per worker", {.min = 0, .max = 1e9});
}

ClaimRules Options::claim_rules() const {
  return {.issuer = issuer, .audiences = audiences, .audience_needed = audience_needed, .leeway = leeway};
}

}  // namespace plaza::gateway::token
