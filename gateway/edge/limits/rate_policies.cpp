#include "gateway/edge/limits/rate_policies.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace plaza::gateway {
namespace {

constexpr std::uint64_t requests_max = 1'000'000'000;
constexpr std::uint64_t window_ms_max = 86'400'000;

bool is_read(http::Method method) {
  return method == http::Method::get || method == http::Method::head;
}

int number_of(http::Method method) {
  return static_cast<int>(method == http::Method::head ? http::Method::get : method);
}

std::optional<std::uint64_t> number(std::string_view text, std::uint64_t max) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > max) return std::nullopt;
  return value;
}

struct RouteRate {
  http::Method method;
  std::string_view path;
  resilience::RateLimitOptions rate;
};

// "GET /api/v1/pharmacies/map 20/1000": method, template, requests per window in milliseconds.
std::optional<RouteRate> parse(std::string_view text) {
  const auto first = text.find(' ');
  const auto last = text.rfind(' ');
  const auto slash = text.rfind('/');
  if (first == std::string_view::npos || last == first || slash < last) return std::nullopt;
  const auto requests = number(text.substr(last + 1, slash - last - 1), requests_max);
  const auto window_ms = number(text.substr(slash + 1), window_ms_max);
  const auto method = boost::beast::http::string_to_verb(text.substr(0, first));
  if (!requests || !window_ms || method == http::Method::unknown) return std::nullopt;
  return RouteRate{.method = method,
                   .path = text.substr(first + 1, last - first - 1),
                   .rate = {.requests = static_cast<std::uint32_t>(*requests),
                            .window = milliseconds{static_cast<std::int64_t>(*window_ms)}}};
}

}  // namespace

void RateLimitsOptions::describe(config::Section section) {
  section.value("enabled", enabled, "Whether clients are limited");
  section.value(
      "routes", routes,
      "Routes with a limit of their own, beside those of their class: \"METHOD TEMPLATE REQUESTS/WINDOW_MS\", "
      "as in \"GET /api/v1/pharmacies/map 20/1000\"");
  section.value("clients_max", clients_max, "Clients that are remembered per policy; the longest unseen are forgotten",
                {.min = 16, .max = 10'000'000});
  read.describe(section.section("read"));
  write.describe(section.section("write"));
}

std::size_t RatePolicies::Hash::operator()(const std::pair<int, std::string_view>& key) const {
  return std::hash<std::string_view>{}(key.second) + static_cast<std::size_t>(key.first);
}

Result<RatePolicies> RatePolicies::make(const RateLimitsOptions& options, std::span<const LimitedRoute> limited) {
  RatePolicies made;
  if (!options.enabled) return made;
  made.all_ = {{"read", options.read}, {"write", options.write}};
  for (const auto& route : limited) {
    made.by_route_.emplace(Key{number_of(route.method), route.path},
                           static_cast<int>(route.reads || is_read(route.method) ? RateClass::read : RateClass::write));
  }
  for (const auto& text : options.routes) {
    const auto own = parse(text);
    if (!own) {
      return fail(Code::invalid_argument,
                  fmt::format("rate_limits.routes: \"{}\" is not METHOD TEMPLATE REQUESTS/WINDOW_MS", text));
    }
    const auto found = made.by_route_.find(std::pair(number_of(own->method), own->path));
    if (found == made.by_route_.end()) {
      return fail(Code::invalid_argument, fmt::format("rate_limits.routes: \"{}\" is about no route", text));
    }
    found->second = static_cast<int>(made.all_.size());
    made.all_.push_back({.name = text.substr(0, text.rfind(' ')), .rate = own->rate});
  }
  return made;
}

int RatePolicies::find(http::Method method, std::string_view path) const {
  const auto found = by_route_.find(std::pair(number_of(method), path));
  return found == by_route_.end() ? -1 : found->second;
}

}  // namespace plaza::gateway
