#pragma once

#include <memory>

#include "platform/core/component.hpp"
#include "platform/kafka/producer.hpp"
#include "platform/redis/store.hpp"
#include "services/booking/adapters/scripts.hpp"

namespace plaza::booking {

struct OutboxRelayOptions {
  std::uint32_t batch_entries_max = 1'000;
  milliseconds poll_wait{250};
  milliseconds lead_lifetime{5'000};
  milliseconds pause_min{50};
  milliseconds pause_max{2'000};

  void describe(config::Section section);
};

// Brings what the scripts write to the outbox stream to Kafka, and removes what the broker has acknowledged. Reads from
// the beginning each time. All entries of a batch are in flight together: the producer keeps their order per key;
// behind one that failed, those of its key are published again after it. Of all relays one is active, as long as it
// renews its lead; another takes over when it does not.
//
// After a crash, and when the lead changes hands unseen, events may be published again: consumers know them by ce_id.
class OutboxRelay final : public Component {
 public:
  // All of it outlives the relay, until the worker's loop has ended. Of `redis` the relay has a connection of its own:
  // a read that waits for entries holds it.
  struct Parts {
    Worker* worker;
    const Clock* clock;
    telemetry::Metrics* metrics;
    telemetry::Log* log;
    redis::Store* redis;
    const Scripts* scripts;
    kafka::Producer* producer;
  };
  OutboxRelay(const Parts& parts, const OutboxRelayOptions& options);
  ~OutboxRelay() override;
  OutboxRelay(const OutboxRelay&) = delete;
  OutboxRelay& operator=(const OutboxRelay&) = delete;

  [[nodiscard]] std::string_view name() const override { return "outbox relay"; }
  [[nodiscard]] Result<void> start() override;
  // Nothing new is published, and what is in flight is waited for.
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;
  void stop() override;

 private:
  class Loop;
  std::shared_ptr<Loop> loop_;
};

}  // namespace plaza::booking
