#include "platform/resilience/endpoint_set.hpp"

#include <algorithm>

#include "platform/resilience/power_of_two.hpp"

namespace plaza::resilience {
namespace {

bool well(const Endpoint& endpoint, SteadyTime now) {
  return endpoint.health.healthy() && !endpoint.outlier.ejected(now);
}

}  // namespace

void EndpointSetOptions::describe(config::Section section) {
  section.value("endpoints_max", endpoints_max, "addresses of a service that are used at most", {1, 10'000});
  section.value("panic_share", panic_share, "with a smaller share of well endpoints than this, all are used", {0, 1});
  load.describe(section.section("load"));
  outlier.describe(section.section("outlier"));
  health.describe(section.section("health"));
}

void EndpointSet::assign(std::span<const std::string> addresses) {
  std::vector<EndpointPtr> members;
  for (const auto& address : addresses.first(std::min<std::size_t>(addresses.size(), options_.endpoints_max))) {
    const auto same = [&address](const EndpointPtr& endpoint) { return endpoint->address == address; };
    if (std::ranges::any_of(members, same)) continue;
    auto known = find(address);
    members.push_back(known ? std::move(known) : make(address));
  }
  for (const auto& endpoint : endpoints_) endpoint->member = false;
  for (const auto& endpoint : members) endpoint->member = true;
  endpoints_ = std::move(members);
}

std::optional<EndpointSet::Lease> EndpointSet::pick(SteadyTime now, RandomSource& random, std::string_view avoid) {
  if (endpoints_.empty()) return std::nullopt;
  gather_candidates(now, avoid);
  const auto cost = [&](std::size_t index) { return endpoints_[index]->load.cost(now); };
  const auto& chosen = endpoints_[pick_of_two<std::size_t>(candidates_, cost, random)];
  chosen->load.begin();
  return Lease(*this, chosen);
}

void EndpointSet::gather_candidates(SteadyTime now, std::string_view avoid) {
  const bool panic = panicking(now);
  const auto gather = [&](auto&& suits) {
    candidates_.clear();
    for (std::size_t i = 0; i < endpoints_.size(); ++i) {
      if (suits(*endpoints_[i])) candidates_.push_back(i);
    }
    return !candidates_.empty();
  };
  const auto eligible = [&](const Endpoint& endpoint) { return panic || well(endpoint, now); };
  // One call at a time finds out whether an endpoint that was ejected is well again.
  const auto known_well = [&](const Endpoint& endpoint) {
    return eligible(endpoint) && (panic || !endpoint.outlier.on_probation(now) || endpoint.load.in_flight() == 0);
  };
  const auto another = [&](const Endpoint& endpoint) { return known_well(endpoint) && endpoint.address != avoid; };
  if (!gather(another) && !gather(known_well) && !gather(eligible)) gather([](const Endpoint&) { return true; });
}

bool EndpointSet::panicking(SteadyTime now) const {
  const auto count = std::ranges::count_if(endpoints_, [now](const EndpointPtr& one) { return well(*one, now); });
  return static_cast<double>(count) < options_.panic_share * static_cast<double>(endpoints_.size());
}

void EndpointSet::record_health(std::string_view address, bool good) {
  if (const auto endpoint = find(address)) endpoint->health.record(good);
}

void EndpointSet::record_draining(std::string_view address) {
  if (const auto endpoint = find(address)) endpoint->health.record_draining();
}

void EndpointSet::finish(const Token& endpoint, const Outcome& outcome, SteadyTime now) {
  endpoint->load.end();
  endpoint->load.record(outcome, now);
  endpoint->outlier.record(outcome, now);
  if (outcome.code != Code::ok && endpoint->member) eject_if_suspicious(*endpoint, now);
}

void EndpointSet::eject_if_suspicious(Endpoint& endpoint, SteadyTime now) {
  if (endpoint.outlier.ejected(now) || !endpoint.outlier.suspicious(failure_share_without(endpoint))) return;
  const auto ejected =
      std::ranges::count_if(endpoints_, [now](const EndpointPtr& one) { return one->outlier.ejected(now); });
  const auto ejected_max = options_.outlier.ejected_share_max * static_cast<double>(endpoints_.size());
  if (static_cast<double>(ejected + 1) <= ejected_max) endpoint.outlier.eject(now);
}

double EndpointSet::failure_share_without(const Endpoint& endpoint) const {
  double calls = 0;
  double failures = 0;
  for (const auto& one : endpoints_) {
    if (one.get() == &endpoint) continue;
    calls += one->outlier.window().calls();
    failures += one->outlier.window().failures();
  }
  return calls == 0 ? 0 : failures / calls;
}

EndpointSet::EndpointPtr EndpointSet::make(const std::string& address) const {
  return std::make_shared<Endpoint>(Endpoint{.address = address,
                                             .load = EndpointLoad(options_.load),
                                             .outlier = OutlierDetector(options_.outlier),
                                             .health = HealthChecks(options_.health)});
}

EndpointSet::EndpointPtr EndpointSet::find(std::string_view address) const {
  const auto found =
      std::ranges::find_if(endpoints_, [address](const EndpointPtr& one) { return one->address == address; });
  return found == endpoints_.end() ? nullptr : *found;
}

}  // namespace plaza::resilience
