// Bearer tokens from anyone, and key files: neither may do more than be refused.
#include "gateway/edge/token/claims.hpp"
#include "gateway/edge/token/compact_token.hpp"
#include "gateway/edge/token/key_set.hpp"
#include "platform/core/base64url.hpp"

namespace token = plaza::gateway::token;

namespace {

void check(bool holds) {
  if (!holds) __builtin_trap();
}

// What is accepted has only one text: writing it again gives the same one.
void take_apart(std::string_view text) {
  const auto parsed = token::parse_compact(text);
  if (!parsed) return;
  const auto header = parsed->signed_text.substr(0, parsed->signed_text.find('.'));
  const auto again =
      std::string(header) + "." + plaza::base64url(parsed->payload) + "." + plaza::base64url(parsed->signature);
  check(again == text);
}

void read_claims(std::string_view text) {
  const token::ClaimRules rules{.audiences = {"plaza"}, .leeway = plaza::milliseconds{1000}};
  const plaza::SystemTime now{plaza::milliseconds{1'700'000'000'000}};
  const auto checked = token::check_claims(text, rules, now);
  if (!checked) return;
  check(!checked->identity.subject.empty() && checked->identity.subject.size() <= token::subject_bytes_max);
  check(checked->identity.scopes.size() <= token::scopes_max && checked->valid_until > now);
}

void read_keys(std::string_view text) {
  token::AlgorithmSet all;
  for (const auto algorithm : token::algorithms) all.add(algorithm);
  const auto keys = token::KeySet::parse(text, all);
  if (!keys) return;
  const token::Bytes signature(64, 1);
  for (const auto algorithm : token::algorithms) {
    if (const auto* key = keys->find(std::nullopt, algorithm)) check(!key->verifies("a.b", signature));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  take_apart(text);
  read_claims(text);
  read_keys(text);
  return 0;
}
