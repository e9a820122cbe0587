#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/kafka/instance.hpp"

namespace plaza::kafka {

// Makes the topics that a client needs, as soon as a broker answers; one that exists is left as it is. Tries again
// until all are there. Lives on the client's home.
class TopicKeeper {
 public:
  TopicKeeper(const ClientParts& parts, std::vector<Topic> topics);

  // Asks for those that are still missing, through a client that outlives the answer or calls stop().
  void ensure(Instance& instance);
  // The answer: RD_KAFKA_EVENT_CREATETOPICS_RESULT.
  void answered(rd_kafka_event_t& event);
  void stop();
  [[nodiscard]] bool complete() const { return missing_.empty(); }

 private:
  void ask();
  void try_again();

  ClientParts parts_;
  std::vector<Topic> missing_;
  Instance* instance_ = nullptr;  // null: stopped
  std::shared_ptr<asio::steady_timer> timer_;
};

}  // namespace plaza::kafka
