#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace plaza::rpc {

// What people may see of a channel: each worker's view of one service.
struct EndpointView {
  std::string address;
  double weight = 1;
  std::string state;  // "serving", "down", … (resilience::EndpointState)
  bool healthy = false;
  bool ejected = false;
  std::uint32_t in_flight = 0;
  double latency_ms = 0;  // moving average; fades while nobody calls
};

struct ChannelView {
  std::string service;
  std::size_t worker = 0;
  std::string breaker;  // "closed", "open", "half-open"
  std::uint64_t breaker_opened = 0;
  std::uint64_t breaker_refused = 0;
  std::uint32_t in_flight = 0;
  std::uint32_t in_flight_max = 0;
  std::uint64_t limit_refused = 0;
  std::uint64_t retries = 0;
  std::uint64_t retries_refused = 0;  // by the budget
  double retries_saved = 0;           // in the budget
  bool panicking = false;
  std::uint64_t ejections = 0;
  std::uint64_t resolution_failures = 0;
  std::string last_resolution_failure;
  std::vector<EndpointView> endpoints;
};

// The latest view of every channel of a process, at most a second old: each worker puts its own, anyone may look.
// Thread-safe.
class ChannelBoard {
 public:
  void put(ChannelView view) {
    const std::lock_guard lock(mutex_);
    auto key = std::pair(view.service, view.worker);
    views_.insert_or_assign(std::move(key), std::move(view));
  }
  // By service, then by worker.
  [[nodiscard]] std::vector<ChannelView> views() const {
    const std::lock_guard lock(mutex_);
    std::vector<ChannelView> all;
    all.reserve(views_.size());
    for (const auto& [key, view] : views_) all.push_back(view);
    return all;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::size_t>, ChannelView> views_;
};

}  // namespace plaza::rpc
