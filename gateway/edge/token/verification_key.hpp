#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <openssl/types.h>

#include "gateway/edge/token/algorithm.hpp"
#include "platform/core/error.hpp"

namespace plaza::gateway::token {

using Bytes = std::vector<std::uint8_t>;

inline constexpr int rsa_bits_min = 2048;            // RFC 7518, 3.3
inline constexpr int rsa_bits_max = 8192;            // a larger one costs more time than a request is worth
inline constexpr std::size_t secret_bytes_min = 32;  // RFC 7518, 3.2

// A key that signatures are checked with, for exactly one algorithm (RFC 8725, 3.1). Immutable; threads may share it.
class VerificationKey {
 public:
  // Errors (invalid_argument) say what is wrong with the key. `modulus` and `exponent` are big-endian.
  static Result<VerificationKey> rsa(Algorithm algorithm, std::span<const std::uint8_t> modulus,
                                     std::span<const std::uint8_t> exponent);
  // The coordinates of a point of the curve that belongs to the algorithm, 32 bytes each for ES256, 48 for ES384.
  static Result<VerificationKey> ec(Algorithm algorithm, std::span<const std::uint8_t> x,
                                    std::span<const std::uint8_t> y);
  static Result<VerificationKey> ed25519(std::span<const std::uint8_t> point);
  static Result<VerificationKey> hmac(Bytes secret);

  [[nodiscard]] Algorithm algorithm() const { return algorithm_; }

  // Whether `signature`, as it stands in a token (RFC 7518, 3.4: r and s side by side), is this key's over `text`.
  [[nodiscard]] bool verifies(std::string_view text, std::span<const std::uint8_t> signature) const;

 private:
  using PublicKey = std::shared_ptr<EVP_PKEY>;
  VerificationKey(Algorithm algorithm, std::variant<PublicKey, Bytes> key)
      : algorithm_(algorithm), key_(std::move(key)) {}

  Algorithm algorithm_;
  std::variant<PublicKey, Bytes> key_;
};

}  // namespace plaza::gateway::token
