#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/edge/token/algorithm.hpp"
#include "gateway/edge/token/refusal.hpp"
#include "gateway/edge/token/verification_key.hpp"

namespace plaza::gateway::token {

// A token taken apart (RFC 7515, 7.1); nothing of it is to be believed yet.
struct CompactToken {
  std::string_view signed_text;  // header and payload as they came: what the signature is over
  Algorithm algorithm = Algorithm::rs256;
  std::optional<std::string> key_id;
  Bytes payload;
  Bytes signature;
};

// Takes `token` apart, which must outlive the result. Refused: what is not three parts of strict base64url with a
// strict JSON header (encrypted tokens have five), algorithms that are not understood ("none" is one), headers with
// `crit`, tokens that hold another one (`cty`), and other types than JWT and at+jwt (RFC 9068) when there is a `typ`.
// Keys and addresses of keys in the header (`jwk`, `jku`, `x5c`, `x5u`) are not looked at.
Checked<CompactToken> parse_compact(std::string_view token);

}  // namespace plaza::gateway::token
