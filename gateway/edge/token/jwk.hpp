#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "gateway/edge/token/verification_key.hpp"
#include "platform/core/error.hpp"

namespace plaza::gateway::token {

inline constexpr std::size_t key_id_bytes_max = 255;

// What became of one key of a file.
struct ParsedJwk {
  std::optional<std::string> id;       // `kid`
  std::optional<VerificationKey> key;  // nothing: the key is of no use here,
  std::string unused_because;          // for this reason
};

// Reads a JSON Web Key (RFC 7517, 4; RFC 7518, 6; RFC 8037, 2) that is to check signatures by one of `accepted`. Keys
// for other uses, of other kinds, curves or algorithms are passed over. Errors (invalid_argument) are for what is
// broken, for weak keys, for private ones, and for an RSA key that leaves open which of several accepted algorithms it
// is for.
Result<ParsedJwk> parse_jwk(const boost::json::object& jwk, const AlgorithmSet& accepted);

}  // namespace plaza::gateway::token
