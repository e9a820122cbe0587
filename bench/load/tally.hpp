#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/load/answer_reader.hpp"
#include "bench/load/latency_record.hpp"

namespace plaza::bench {

using TimePoint = std::chrono::steady_clock::time_point;

// What became of the requests of a run, counted by the second in which each was due.
class Tally {
 public:
  // Requests due before `begin` are the warm-up: only answered_total() sees them.
  Tally(TimePoint begin, double seconds);

  // `due`: when the request should have left. With a rate that is its place in the schedule, so that a server that
  // stalls is charged for the requests that could not leave meanwhile.
  void answered(const Answer& answer, TimePoint due, TimePoint now);
  // No answer came: the connection broke, the time was over, or no connection was free.
  enum class Loss : std::uint8_t { broken, timed_out, not_sent };
  void lost(Loss loss, TimePoint due);
  void connect_failed() { ++connect_failures_; }

  [[nodiscard]] std::uint64_t answered_total() const { return answered_total_; }
  // How many were served, but took longer than this.
  [[nodiscard]] std::uint64_t late(std::chrono::nanoseconds latency) const { return served_.above(latency); }
  // One JSON object.
  [[nodiscard]] std::string json(double load_cpu_seconds) const;

 private:
  struct Second {
    std::uint64_t served = 0;
    std::uint64_t refused = 0;  // answered, but not 2xx
    std::uint64_t lost = 0;
    LatencyRecord latency;  // of those served
  };

  [[nodiscard]] Second* second_of(TimePoint due);

  TimePoint begin_;
  double seconds_wanted_;
  std::vector<Second> seconds_;
  LatencyRecord served_;
  LatencyRecord refused_;
  std::map<unsigned, std::uint64_t> statuses_;
  std::array<std::uint64_t, 3> losses_{};
  std::uint64_t connect_failures_ = 0;
  std::uint64_t answered_total_ = 0;
};

}  // namespace plaza::bench
