#include "gateway/edge/token/algorithm.hpp"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plaza::gateway::token {

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
      return "RS256";
    case Algorithm::rs384:
      return "RS384";
    case Algorithm::rs512:
      return "RS512";
    case Algorithm::ps256:
      return "PS256";
    case Algorithm::es256:
      return "ES256";
    case Algorithm::es384:
      return "ES384";
    case Algorithm::eddsa:
      return "EdDSA";
    case Algorithm::hs256:
      return "HS256";
  }
  return "";
}

KeyType key_type(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
    case Algorithm::rs384:
    case Algorithm::rs512:
    case Algorithm::ps256:
      return KeyType::rsa;
    case Algorithm::es256:
    case Algorithm::es384:
      return KeyType::ec;
    case Algorithm::eddsa:
      return KeyType::okp;
    case Algorithm::hs256:
      break;
  }
  return KeyType::oct;
}

std::optional<Algorithm> parse_algorithm(std::string_view name) {
  for (const auto algorithm : algorithms) {
    if (to_string(algorithm) == name) return algorithm;
  }
  return std::nullopt;
}

std::optional<Algorithm> AlgorithmSet::only(KeyType type) const {
  std::optional<Algorithm> found;
  for (const auto algorithm : algorithms) {
    if (!contains(algorithm) || key_type(algorithm) != type) continue;
    if (found) return std::nullopt;
    found = algorithm;
  }
  return found;
}

Result<AlgorithmSet> parse_algorithms(std::span<const std::string> names) {
  AlgorithmSet set;
  for (const auto& name : names) {
    const auto algorithm = parse_algorithm(name);
    if (!algorithm) {
      std::vector<std::string_view> known;
      known.reserve(algorithms.size());
      for (const auto one : algorithms) known.push_back(to_string(one));
      return fail(Code::invalid_argument,
                  fmt::format("\"{}\" is no signature algorithm known here: {}", name, fmt::join(known, ", ")));
    }
    set.add(*algorithm);
  }
  if (set.empty()) return fail(Code::invalid_argument, "no signature algorithm is named");
  return set;
}

}  // namespace plaza::gateway::token
