#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "gateway/edge/token/algorithm.hpp"
#include "gateway/edge/token/verification_key.hpp"
#include "platform/core/base64url.hpp"

namespace plaza::gateway::token {

// The other side, for tests: a fresh key that signs tokens.
class Signer {
 public:
  static Signer rsa(unsigned bits = 2048);
  static Signer ec(const char* curve);  // "P-256"
  static Signer ed25519();
  static Signer hmac(std::string_view secret);

  // The public key as a JWK; `members` goes in as it stands: R"("kid":"a","alg":"RS256")".
  [[nodiscard]] std::string jwk(std::string_view members = "") const;
  [[nodiscard]] Bytes sign(Algorithm algorithm, std::string_view text) const;
  // A token with this header and payload, which are JSON or what an attacker would put there.
  [[nodiscard]] std::string token(Algorithm algorithm, std::string_view header, std::string_view payload) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::string type_;    // `kty`
  std::string secret_;  // of an HMAC key
};

// A file of these keys.
inline std::string key_file(std::string_view keys) {
  return "{\"keys\":[" + std::string(keys) + "]}";
}

}  // namespace plaza::gateway::token
