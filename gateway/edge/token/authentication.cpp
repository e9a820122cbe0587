#include "gateway/edge/token/authentication.hpp"

#include "gateway/edge/token/challenge.hpp"
#include "gateway/edge/token/verify.hpp"

namespace plaza::gateway::token {
namespace {

telemetry::Counter& checks(telemetry::Metrics& metrics, std::string_view result) {
  return metrics.counter("token_checks_total", "Bearer tokens by what became of them",
                         {{"result", std::string(result)}});
}

// The token of "Bearer TOKEN"; nothing for another scheme. Empty when none follows.
std::optional<std::string_view> bearer_token(std::string_view credentials) {
  const auto scheme = credentials.substr(0, credentials.find(' '));
  if (!http::beast::iequals(scheme, "Bearer")) return std::nullopt;
  credentials.remove_prefix(scheme.size());
  credentials.remove_prefix(std::min(credentials.find_first_not_of(' '), credentials.size()));
  return credentials;
}

}  // namespace

Authentication::Authentication(const Options& options, const KeyStore& keys, const Clock& clock, std::size_t slots,
                               telemetry::Metrics& metrics)
    : token_bytes_max_(options.token_bytes_max),
      rules_(options.claim_rules()),
      keys_(keys),
      clock_(clock),
      cached_(checks(metrics, "cached")),
      verified_(checks(metrics, "verified")) {
  for (const auto refusal : refusals) refused_.at(static_cast<std::size_t>(refusal)) = &checks(metrics, word(refusal));
  for (std::size_t i = 0; i < slots; ++i) {
    slots_.push_back(std::make_unique<Slot>(Slot{{}, TokenCache(options.cache_entries_max, options.cache_bytes_max)}));
  }
}

std::optional<http::Response> Authentication::before(http::Request& request) {
  const auto [first, last] = request.message().equal_range(http::Field::authorization);
  if (first == last) return std::nullopt;
  if (std::next(first) != last) return invalid_credentials(request, "there is more than one Authorization header");
  const auto token = bearer_token(first->value());
  if (!token) return std::nullopt;

  const auto index = request.worker().index();
  auto& slot = *slots_.at(index);
  VerifiedToken fresh;
  const auto identity = identify(slot, index, *token, fresh);
  if (!identity) {
    refused_.at(static_cast<std::size_t>(identity.error()))->add(index);
    return invalid_token(request, identity.error());
  }
  request.context.identity = **identity;
  return std::nullopt;
}

// `fresh` keeps what was verified just now, should the cache not.
Checked<const Identity*> Authentication::identify(Slot& slot, std::size_t index, std::string_view token,
                                                  VerifiedToken& fresh) {
  if (token.size() > token_bytes_max_) return std::unexpected(Refusal::too_large);
  if (keys_.refresh(slot.held)) slot.cache.clear();
  const auto now = clock_.now();
  if (const auto* known = slot.cache.find(token, now)) {
    cached_.add(index);
    return known;
  }
  auto verified = verify(token, *slot.held.keys, rules_, now);
  if (!verified) return std::unexpected(verified.error());
  verified_.add(index);
  fresh = *verified;
  slot.cache.insert(token, *std::move(verified));
  return &fresh.identity;
}

}  // namespace plaza::gateway::token
