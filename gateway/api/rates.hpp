#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/api/repeated_task.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway {

// Over the last ten seconds, or as long as there is something to tell of.
struct Rate {
  double per_second = 0;
  double failed_per_second = 0;  // for our sake: answers of 500 and above, calls whose service failed
};

// How much there is to do: requests of clients and calls to services, from what the metrics of this process count.
// Reads them once a second; what it says may be read on any thread.
class Rates final : public Component {
 public:
  static constexpr std::chrono::seconds window{10};

  // All of it outlives this.
  Rates(const telemetry::Metrics& metrics, const Clock& clock, Worker& worker);

  [[nodiscard]] Rate requests() const;
  [[nodiscard]] Rate calls(std::string_view service) const;
  // One reading; the component does it by itself.
  void read();

  [[nodiscard]] std::string_view name() const override { return task_.name(); }
  [[nodiscard]] Result<void> start() override { return task_.start(); }
  void stop_accepting() override { task_.stop_accepting(); }
  [[nodiscard]] bool drained() const override { return task_.drained(); }

 private:
  struct Count {
    double all = 0;
    double failed = 0;
  };
  struct Reading {
    SteadyTime at;
    Count requests;
    std::map<std::string, Count, std::less<>> calls;  // by service
  };

  Rate rate(const std::function<Count(const Reading&)>& count) const;
  asio::awaitable<bool> round();

  const telemetry::Metrics& metrics_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<Reading> readings_;  // the oldest first
  RepeatedTask task_;
};

}  // namespace plaza::gateway
