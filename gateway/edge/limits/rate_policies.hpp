#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "platform/core/config.hpp"
#include "platform/http/router.hpp"
#include "platform/resilience/token_bucket.hpp"

namespace plaza::gateway {

struct RateLimitsOptions {
  bool enabled = true;
  resilience::RateLimitOptions read{.requests = 600, .window = milliseconds{10'000}};
  resilience::RateLimitOptions write{.requests = 60, .window = milliseconds{10'000}};
  std::vector<std::string> routes{};
  std::uint64_t clients_max = 100'000;

  void describe(config::Section section);
};

// What a client may do under one name.
struct RatePolicy {
  std::string name;
  resilience::RateLimitOptions rate;
};

// A method and path template that is limited ("GET", "/api/v1/pharmacies/{id}").
struct LimitedRoute {
  http::Method method;
  std::string path;
  bool reads = false;  // it counts as a read, whatever the method says
};

// The classes of what clients do, each with a policy of its own.
enum class RateClass : std::uint8_t { read, write };

// Which policy a route has: its own, where the options list it, otherwise that of its class (read: GET and HEAD;
// write: the rest). Routes that are not limited have none. Immutable.
class RatePolicies {
 public:
  // Errors (invalid_argument) name the entry of `routes` that cannot be read, or is about no limited route.
  static Result<RatePolicies> make(const RateLimitsOptions& options, std::span<const LimitedRoute> limited);

  [[nodiscard]] const std::vector<RatePolicy>& all() const { return all_; }
  // The index in all(); -1: not limited. `path` is the route's template.
  [[nodiscard]] int find(http::Method method, std::string_view path) const;
  // The index of a class's policy; -1: not limited.
  [[nodiscard]] int find(RateClass kind) const { return all_.empty() ? -1 : static_cast<int>(kind); }

 private:
  using Key = std::pair<int, std::string>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const std::pair<int, std::string_view>& key) const;
    std::size_t operator()(const Key& key) const { return (*this)({key.first, std::string_view(key.second)}); }
  };
  struct Equal {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.first == b.first && std::string_view(a.second) == std::string_view(b.second);
    }
  };
  std::vector<RatePolicy> all_;
  boost::unordered_flat_map<Key, int, Hash, Equal> by_route_;
};

}  // namespace plaza::gateway
