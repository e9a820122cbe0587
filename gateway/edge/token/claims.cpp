#include "gateway/edge/token/claims.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "gateway/edge/token/strict_json.hpp"

namespace plaza::gateway::token {
namespace {

namespace json = boost::json;

constexpr double seconds_max = 1e11;  // beyond the year 5000 a time is a mistake

// A NumericDate (RFC 7519, 2), which may have fractions.
Checked<std::optional<SystemTime>> time_claim(const json::object& claims, std::string_view name) {
  const auto* member = claims.if_contains(name);
  if (member == nullptr) return std::nullopt;
  if (!member->is_number()) return std::unexpected(Refusal::claims);
  const auto seconds = member->to_number<double>();
  if (!(std::abs(seconds) <= seconds_max)) return std::unexpected(Refusal::claims);
  return SystemTime(milliseconds(std::llround(seconds * 1000)));
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// It goes into metadata of calls and into log lines.
bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= subject_bytes_max && std::ranges::none_of(text, is_control);
}

// RFC 6749, 3.3: scope-token.
bool is_scope_character(char c) {
  return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
}

Checked<std::vector<std::string>> scopes_of(const json::object& claims) {
  std::vector<std::string> scopes;
  if (!claims.contains("scope")) return scopes;
  const auto text = text_member(claims, "scope");
  if (!text) return std::unexpected(Refusal::claims);
  for (auto rest = *text; !rest.empty();) {
    const auto word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    if (word.empty()) continue;
    if (scopes.size() == scopes_max || !std::ranges::all_of(word, is_scope_character)) {
      return std::unexpected(Refusal::claims);
    }
    scopes.emplace_back(word);
  }
  return scopes;
}

Checked<void> check_times(const json::object& claims, const ClaimRules& rules, SystemTime now,
                          SystemTime& valid_until) {
  const auto expires = time_claim(claims, "exp");
  const auto begins = time_claim(claims, "nbf");
  const auto issued = time_claim(claims, "iat");
  if (!expires || !begins || !issued || !*expires) return std::unexpected(Refusal::claims);
  valid_until = **expires + rules.leeway;
  if (now >= valid_until) return std::unexpected(Refusal::expired);
  for (const auto& start : {*begins, *issued}) {
    if (start && *start > now + rules.leeway) return std::unexpected(Refusal::not_yet_valid);
  }
  return {};
}

Checked<void> check_issuer(const json::object& claims, const ClaimRules& rules) {
  const auto issuer = text_member(claims, "iss");
  if (claims.contains("iss") && !issuer) return std::unexpected(Refusal::claims);
  if (!rules.issuer.empty() && issuer != rules.issuer) return std::unexpected(Refusal::issuer);
  return {};
}

// RFC 7519, 4.1.3: a text or a list of texts; who is not among them must refuse, who has no name of its own as well.
Checked<void> check_audience(const json::object& claims, const ClaimRules& rules) {
  const auto* member = claims.if_contains("aud");
  if (member == nullptr) {
    return rules.audience_needed ? std::unexpected(Refusal::audience) : Checked<void>{};
  }
  const auto is_ours = [&](const json::value& one) {
    return one.is_string() &&
           std::ranges::find(rules.audiences, std::string_view(one.get_string())) != rules.audiences.end();
  };
  const auto* list = member->if_array();
  if (list == nullptr && !member->is_string()) return std::unexpected(Refusal::claims);
  const bool ours = list != nullptr ? std::ranges::any_of(*list, is_ours) : is_ours(*member);
  return ours ? Checked<void>{} : std::unexpected(Refusal::audience);
}

}  // namespace

Checked<VerifiedToken> check_claims(std::string_view payload, const ClaimRules& rules, SystemTime now) {
  const auto claims = parse_strict_object(payload);
  if (!claims) return std::unexpected(Refusal::malformed);
  VerifiedToken verified;
  if (const auto times = check_times(*claims, rules, now, verified.valid_until); !times) {
    return std::unexpected(times.error());
  }
  if (const auto issuer = check_issuer(*claims, rules); !issuer) return std::unexpected(issuer.error());
  if (const auto audience = check_audience(*claims, rules); !audience) return std::unexpected(audience.error());
  const auto subject = text_member(*claims, "sub");
  if (!subject || !is_subject(*subject)) return std::unexpected(Refusal::claims);
  auto scopes = scopes_of(*claims);
  if (!scopes) return std::unexpected(scopes.error());
  verified.identity = {.subject = std::string(*subject), .scopes = *std::move(scopes)};
  return verified;
}

}  // namespace plaza::gateway::token
