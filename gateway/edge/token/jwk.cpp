#include "gateway/edge/token/jwk.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "gateway/edge/token/strict_json.hpp"
#include "platform/core/base64url.hpp"

namespace plaza::gateway::token {
namespace {

namespace json = boost::json;

std::optional<KeyType> parse_key_type(std::string_view name) {
  if (name == "RSA") return KeyType::rsa;
  if (name == "EC") return KeyType::ec;
  if (name == "OKP") return KeyType::okp;
  if (name == "oct") return KeyType::oct;
  return std::nullopt;
}

// A member that may be absent, but then is not something else than a text.
Result<std::optional<std::string_view>> optional_text(const json::object& jwk, std::string_view name) {
  if (!jwk.contains(name)) return std::nullopt;
  const auto text = text_member(jwk, name);
  if (!text) return fail(Code::invalid_argument, fmt::format("its {} is not a text", name));
  return text;
}

Result<Bytes> binary(const json::object& jwk, std::string_view name) {
  const auto text = text_member(jwk, name);
  if (!text) return fail(Code::invalid_argument, fmt::format("its {} is missing or not a text", name));
  auto bytes = parse_base64url(*text);
  if (!bytes || bytes->empty()) return fail(Code::invalid_argument, fmt::format("its {} is not base64url", name));
  return *std::move(bytes);
}

// Whether `key_ops` is absent or lists "verify".
Result<bool> may_verify(const json::object& jwk) {
  const auto* member = jwk.if_contains("key_ops");
  if (member == nullptr) return true;
  const auto* operations = member->if_array();
  if (operations == nullptr) return fail(Code::invalid_argument, "its key_ops is not a list");
  return std::ranges::any_of(*operations,
                             [](const json::value& one) { return one.is_string() && one.get_string() == "verify"; });
}

// The algorithm that a key without `alg` is for: EC and OKP have one by their curve, oct has HS256 alone. Nothing: none
// that is understood.
Result<std::optional<Algorithm>> implied_algorithm(const json::object& jwk, KeyType type,
                                                   const AlgorithmSet& accepted) {
  const auto curve = text_member(jwk, "crv").value_or("");
  switch (type) {
    case KeyType::ec:
      if (curve == "P-256") return Algorithm::es256;
      if (curve == "P-384") return Algorithm::es384;
      return std::nullopt;
    case KeyType::okp:
      if (curve == "Ed25519") return Algorithm::eddsa;
      return std::nullopt;
    case KeyType::oct:
      return Algorithm::hs256;
    case KeyType::rsa:
      break;
  }
  if (const auto only = accepted.only(KeyType::rsa)) return only;
  for (const auto one : algorithms) {
    if (key_type(one) == KeyType::rsa && accepted.contains(one)) {
      return fail(Code::invalid_argument, "it has no alg, and several RSA algorithms are accepted");
    }
  }
  return std::nullopt;
}

Result<VerificationKey> make_key(const json::object& jwk, Algorithm algorithm) {
  const auto from = [&](std::string_view first, std::string_view second, auto make) -> Result<VerificationKey> {
    const auto a = binary(jwk, first);
    if (!a) return std::unexpected(a.error());
    const auto b = binary(jwk, second);
    if (!b) return std::unexpected(b.error());
    return make(algorithm, *a, *b);
  };
  switch (key_type(algorithm)) {
    case KeyType::rsa:
      return from("n", "e", VerificationKey::rsa);
    case KeyType::ec:
      return from("x", "y", VerificationKey::ec);
    case KeyType::okp:
    case KeyType::oct:
      break;
  }
  const bool is_secret = key_type(algorithm) == KeyType::oct;
  auto bytes = binary(jwk, is_secret ? "k" : "x");
  if (!bytes) return std::unexpected(bytes.error());
  return is_secret ? VerificationKey::hmac(*std::move(bytes)) : VerificationKey::ed25519(*bytes);
}

ParsedJwk unused(std::optional<std::string> id, std::string because) {
  return {.id = std::move(id), .key = std::nullopt, .unused_because = std::move(because)};
}

}  // namespace

Result<ParsedJwk> parse_jwk(const json::object& jwk, const AlgorithmSet& accepted) {
  const auto kid = optional_text(jwk, "kid");
  if (!kid) return std::unexpected(kid.error());
  if (*kid && ((*kid)->empty() || (*kid)->size() > key_id_bytes_max)) {
    return fail(Code::invalid_argument, fmt::format("its kid is not of 1 to {} bytes", key_id_bytes_max));
  }
  std::optional<std::string> id;
  if (*kid) id = std::string(**kid);

  const auto type_name = text_member(jwk, "kty");
  if (!type_name) return fail(Code::invalid_argument, "its kty is missing or not a text");
  const auto type = parse_key_type(*type_name);
  if (!type) return unused(std::move(id), "its kty is not understood");
  if (*type != KeyType::oct && jwk.contains("d")) {
    return fail(Code::invalid_argument, "it holds its private part (d): only public keys belong here");
  }

  const auto use = optional_text(jwk, "use");
  if (!use) return std::unexpected(use.error());
  if (use->value_or("sig") != "sig") return unused(std::move(id), "its use is not sig");
  const auto verify = may_verify(jwk);
  if (!verify) return std::unexpected(verify.error());
  if (!*verify) return unused(std::move(id), "its key_ops do not include verify");

  const auto implied = implied_algorithm(jwk, *type, accepted);
  const auto named = optional_text(jwk, "alg");
  if (!named) return std::unexpected(named.error());
  if (!*named && !implied) return std::unexpected(implied.error());
  const auto algorithm = *named ? parse_algorithm(**named) : *implied;
  // RSA keys serve several algorithms; for all others `alg` can only say what the curve says.
  const bool curve_known = *type == KeyType::rsa || *implied;
  if (!algorithm || !curve_known) return unused(std::move(id), "its alg or crv is not understood");
  if (key_type(*algorithm) != *type || (*type != KeyType::rsa && algorithm != *implied)) {
    return fail(Code::invalid_argument, "its alg does not belong to its kty and crv");
  }
  if (!accepted.contains(*algorithm)) return unused(std::move(id), "its algorithm is not accepted");

  auto key = make_key(jwk, *algorithm);
  if (!key) return std::unexpected(key.error());
  return ParsedJwk{.id = std::move(id), .key = *std::move(key), .unused_because = {}};
}

}  // namespace plaza::gateway::token
