#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::gateway::token {

// The signature algorithms that are understood (RFC 7518, 3; RFC 8037, 3.1). "none" is not among them.
enum class Algorithm : std::uint8_t { rs256, rs384, rs512, ps256, es256, es384, eddsa, hs256 };
inline constexpr std::array algorithms{Algorithm::rs256, Algorithm::rs384, Algorithm::rs512, Algorithm::ps256,
                                       Algorithm::es256, Algorithm::es384, Algorithm::eddsa, Algorithm::hs256};

// The kinds of key by their names in `kty`.
enum class KeyType : std::uint8_t { rsa, ec, okp, oct };

std::string_view to_string(Algorithm algorithm);
KeyType key_type(Algorithm algorithm);
// The name as it stands in tokens and keys: "RS256". Case counts.
std::optional<Algorithm> parse_algorithm(std::string_view name);

// Which algorithms the configuration names.
class AlgorithmSet {
 public:
  AlgorithmSet() = default;
  AlgorithmSet(std::initializer_list<Algorithm> members) {
    for (const auto member : members) add(member);
  }
  void add(Algorithm algorithm) { bits_ |= bit(algorithm); }
  [[nodiscard]] bool contains(Algorithm algorithm) const { return (bits_ & bit(algorithm)) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  // The only member of this kind; nothing when there is none, or more than one.
  [[nodiscard]] std::optional<Algorithm> only(KeyType type) const;

 private:
  static unsigned bit(Algorithm algorithm) { return 1U << static_cast<unsigned>(algorithm); }
  unsigned bits_ = 0;
};

// An error names what is not known. An empty list is one as well.
Result<AlgorithmSet> parse_algorithms(std::span<const std::string> names);

}  // namespace plaza::gateway::token
