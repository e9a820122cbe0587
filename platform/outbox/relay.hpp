#pragma once

#include <functional>
#include <memory>

#include "platform/core/component.hpp"
#include "platform/core/config.hpp"
#include "platform/core/live.hpp"
#include "platform/core/worker.hpp"
#include "platform/kafka/producer.hpp"
#include "platform/postgres/connector.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::outbox {

struct RelayOptions {
  std::uint32_t batch_rows_max = 2'000;
  std::uint64_t batch_bytes_max = 16UL * 1024 * 1024;
  milliseconds poll_interval{50};
  milliseconds gather{50};
  milliseconds lead_interval{500};
  milliseconds pause_min{50};
  milliseconds pause_max{2'000};
  milliseconds timeout{5'000};

  void describe(config::Section section);
};

// What a relay works with; all of it outlives the relay, until the worker's loop has ended.
struct RelaySurroundings {
  Worker* worker;
  const Clock* clock;
  telemetry::Metrics* metrics;
  telemetry::Log* log;
  kafka::Producer* producer;
};

// Publishes the rows of the outbox and deletes what the broker has acknowledged. Reads from the beginning each time, so
// that a row that was committed late is found all the same. Records of one key go out one after the other, the next
// when the one before is acknowledged; other keys do not wait for them. Of all relays on a database one is active, by
// an advisory lock of its session; when that session ends, for whatever reason, another takes over.
//
// After a crash records may be published again: consumers know them by ce_id.
class Relay final : public Component {
 public:
  // `target` is asked at each attempt to connect.
  Relay(RelaySurroundings with, const RelayOptions& options, std::function<postgres::Target()> target);
  ~Relay() override;
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  [[nodiscard]] std::string_view name() const override { return "outbox relay"; }
  [[nodiscard]] Result<void> start() override;
  // Nothing new is published, what is in flight is waited for, and another relay may take over.
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;
  void stop() override;

  // Rows were committed in this process: look now. From any thread; cheap.
  void wake() const;
  void follow(Live<RelayOptions>& options);

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
  Worker* worker_;
};

}  // namespace plaza::outbox
