#include "platform/resilience/endpoint_set.hpp"

#include <algorithm>

#include "platform/resilience/power_of_two.hpp"

namespace plaza::resilience {

std::string_view to_string(EndpointState state) {
  switch (state) {
    case EndpointState::down:
      return "down";
    case EndpointState::fresh:
      return "fresh";
    case EndpointState::serving:
      return "serving";
    case EndpointState::draining:
      return "draining";
    case EndpointState::not_serving:
      return "not-serving";
  }
  return "unknown";
}

void EndpointSetOptions::describe(config::Section section) {
  section.value("endpoints_max", endpoints_max, "addresses of a service that are used at most", {1, 10'000});
  section.value("panic_share", panic_share, "with a smaller share of well endpoints than this, all are used", {0, 1});
  load.describe(section.section("load"));
  outlier.describe(section.section("outlier"));
  health.describe(section.section("health"));
}

void EndpointSet::assign(std::span<const EndpointAddress> addresses) {
  std::vector<EndpointPtr> members;
  for (const auto& given : addresses.first(std::min<std::size_t>(addresses.size(), options_.endpoints_max))) {
    const auto same = [&given](const EndpointPtr& endpoint) { return endpoint->address == given.address; };
    if (std::ranges::any_of(members, same)) continue;
    auto known = find(given.address);
    members.push_back(known ? std::move(known) : make(given));
    members.back()->weight = given.weight;
  }
  for (const auto& endpoint : endpoints_) endpoint->member = false;
  for (const auto& endpoint : members) endpoint->member = true;
  endpoints_ = std::move(members);
  const auto differs = [this](const EndpointPtr& one) { return one->weight != endpoints_.front()->weight; };
  weighted_ = std::ranges::any_of(endpoints_, differs);
}

std::optional<EndpointSet::Lease> EndpointSet::pick(SteadyTime now, RandomSource& random, std::string_view avoid) {
  gather_candidates(now, avoid);
  if (candidates_.empty()) return std::nullopt;
  return take_one_of_candidates(now, random);
}

std::optional<EndpointSet::Lease> EndpointSet::pick_last_resort(RandomSource& random) {
  candidates_.clear();
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    if (endpoints_[i]->connected()) candidates_.push_back(i);
  }
  if (candidates_.empty()) return std::nullopt;
  const auto& chosen = endpoints_[candidates_[random.below(candidates_.size())]];
  chosen->load.begin();
  return Lease(*this, chosen);
}

EndpointSet::Lease EndpointSet::take_one_of_candidates(SteadyTime now, RandomSource& random) {
  const auto cost = [&](std::size_t index) { return endpoints_[index]->load.cost(now); };
  std::size_t index = 0;
  if (weighted_) {
    // What is called seldom looks a little cheaper, because its latency fades; that must not double its share.
    constexpr double much_dearer = 2;
    const auto first = draw_by_weight(random);
    const auto second = draw_by_weight(random);
    index = much_dearer * cost(second) < cost(first) ? second : first;
  } else {
    index = pick_of_two<std::size_t>(candidates_, cost, random);
  }
  const auto& chosen = endpoints_[index];
  chosen->load.begin();
  return {*this, chosen};
}

std::size_t EndpointSet::draw_by_weight(RandomSource& random) const {
  double sum = 0;
  for (const auto index : candidates_) sum += endpoints_[index]->weight;
  double at = random.unit() * sum;
  for (const auto index : candidates_) {
    at -= endpoints_[index]->weight;
    if (at < 0) return index;
  }
  return candidates_.back();
}

// First choice: those that are well, but for the one to avoid and those on probation (one call at a time finds out
// whether an endpoint that was ejected is well again). Each further choice gives up on one of these.
void EndpointSet::gather_candidates(SteadyTime now, std::string_view avoid) {
  std::size_t well_count = 0;
  candidates_.clear();
  for (std::size_t i = 0; i < endpoints_.size(); ++i) {
    const auto& endpoint = *endpoints_[i];
    if (!endpoint.well(now)) continue;
    ++well_count;
    const bool being_tried = endpoint.outlier.on_probation(now) && endpoint.load.in_flight() != 0;
    if (!being_tried && endpoint.address != avoid) candidates_.push_back(i);
  }
  const bool panic = too_few(well_count);
  if (!panic && !candidates_.empty()) return;
  const auto gather = [&](auto&& suits) {
    candidates_.clear();
    for (std::size_t i = 0; i < endpoints_.size(); ++i) {
      if (endpoints_[i]->proven && suits(*endpoints_[i])) candidates_.push_back(i);
    }
    return !candidates_.empty();
  };
  const auto eligible = [&](const Endpoint& endpoint) { return panic || endpoint.well(now); };
  const auto another = [&](const Endpoint& endpoint) { return eligible(endpoint) && endpoint.address != avoid; };
  const auto known_well = [&](const Endpoint& endpoint) {
    return eligible(endpoint) && (panic || !endpoint.outlier.on_probation(now) || endpoint.load.in_flight() == 0);
  };
  if (panic && gather(another)) return;
  if (!gather(known_well) && !gather(eligible)) gather([](const Endpoint&) { return true; });
}

bool EndpointSet::panicking(SteadyTime now) const {
  const auto count = std::ranges::count_if(endpoints_, [now](const EndpointPtr& one) { return one->well(now); });
  return too_few(static_cast<std::size_t>(count));
}

bool EndpointSet::too_few(std::size_t well_count) const {
  return static_cast<double>(well_count) < options_.panic_share * static_cast<double>(endpoints_.size());
}

void EndpointSet::record(std::string_view address, EndpointState state) {
  const auto endpoint = find(address);
  if (!endpoint) return;
  endpoint->state = state;
  switch (state) {
    case EndpointState::down:
      endpoint->proven = false;
      break;
    case EndpointState::fresh:
      endpoint->proven = false;
      endpoint->health = HealthChecks(options_.health);
      break;
    case EndpointState::serving:
      endpoint->proven = true;
      endpoint->health.record(true);
      break;
    case EndpointState::draining:
      endpoint->proven = true;
      endpoint->health.record_draining();
      break;
    case EndpointState::not_serving:
      endpoint->health.record(false);
      break;
  }
}

bool EndpointSet::usable() const {
  return std::ranges::any_of(endpoints_, [](const EndpointPtr& one) { return one->proven; });
}

void EndpointSet::change(const EndpointSetOptions& options) {
  options_ = options;
  for (const auto& endpoint : endpoints_) {
    endpoint->load.change(options.load);
    endpoint->outlier.change(options.outlier);
    endpoint->health.change(options.health);
  }
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
  if (static_cast<double>(ejected + 1) > ejected_max) return;
  endpoint.outlier.eject(now);
  ++ejections_;
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

EndpointSet::EndpointPtr EndpointSet::make(const EndpointAddress& address) const {
  return std::make_shared<Endpoint>(Endpoint{.address = address.address,
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
