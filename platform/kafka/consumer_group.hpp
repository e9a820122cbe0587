#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/core/component.hpp"
#include "platform/kafka/client_options.hpp"
#include "platform/kafka/consumer_options.hpp"
#include "platform/kafka/parts.hpp"
#include "platform/kafka/producer.hpp"
#include "platform/kafka/received.hpp"

namespace plaza::kafka {

// A member of a consumer group: reads the topics, runs the handler on each record, on the workers, and moves the
// group's position only behind records that are finished. What that means in full stands in README.md: order per key,
// retry and dead letters (RetryRule), rebalances, bounds.
//
// Missing topics are made, NAME.dlq with one partition too.
class ConsumerGroup final : public Component {
 public:
  // `workers` are those that the handler runs on; a key is always with the same one. `dead_letters` outlives the group
  // and stops after it.
  ConsumerGroup(const ClientParts& parts, std::vector<Worker*> workers, ClientOptions client, ConsumerOptions options,
                std::vector<Topic> topics, Handler handler, Producer& dead_letters);
  ~ConsumerGroup() override;

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Result<void> start() override;
  // Begins no record any more, waits for those under way (revoke_wait), writes the position down and leaves the group,
  // so that the others take over at once.
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;
  void stop() override;

  // How many partitions are this member's now. On any thread.
  [[nodiscard]] std::size_t partitions() const;

 private:
  class Member;
  const std::string name_;
  std::shared_ptr<Member> member_;
};

}  // namespace plaza::kafka
