#pragma once

#include <map>
#include <mutex>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "platform/kafka/client_watch.hpp"
#include "platform/kafka/consumer_group.hpp"
#include "platform/kafka/lane.hpp"

namespace plaza::kafka {

// What is behind a ConsumerGroup. start() and stop() come from the main thread, the rest runs on the home worker.
class ConsumerGroup::Member : public std::enable_shared_from_this<ConsumerGroup::Member> {
 public:
  Member(const ClientParts& parts, std::vector<Worker*> workers, ClientOptions client, ConsumerOptions options,
         std::vector<Topic> topics, Handler handler, Producer& dead_letters);

  [[nodiscard]] Result<void> start();
  void begin_leaving();
  [[nodiscard]] bool left() const { return left_; }
  void stop();
  [[nodiscard]] std::size_t partitions() const { return partition_count_; }

 private:
  using PartitionId = std::pair<std::string, std::int32_t>;
  using Assignments = std::vector<std::shared_ptr<Assignment>>;

  [[nodiscard]] Result<std::unique_ptr<Instance>> make_instance();
  void begin(std::unique_ptr<Instance> instance);
  void subscribe();
  void on_event(Event event);
  void take_records(rd_kafka_event_t& event);
  void take_record(const rd_kafka_message_t& message);
  void hand_out();
  void take_done(const std::vector<WorkDone>& done);
  void pause_or_resume(Assignment& assignment);

  void rebalance(Event event);
  void assign(const rd_kafka_topic_partition_list_t& partitions);
  static asio::awaitable<void> revoke(std::shared_ptr<Member> self, Event event);
  Assignments let_go(const rd_kafka_topic_partition_list_t& partitions);
  void unassign(const rd_kafka_topic_partition_list_t& partitions);
  [[nodiscard]] bool lost() const;

  // Tells librdkafka the positions that moved, which it writes down by and by.
  void store(const Assignments& of);
  // Writes down the positions that moved, now; false when none did.
  bool commit(const Assignments& of);
  void committed(rd_kafka_event_t& event);
  // Until `condition` holds or the time is over.
  template <class Condition>
  asio::awaitable<void> wait_until(Condition condition, milliseconds at_most);

  void leave();
  void replace(std::string_view why);
  void tick();
  void show_lag();
  void ask_for_ends();
  void close_instance();
  [[nodiscard]] Assignments all() const;

  const ClientParts parts_;
  const std::vector<Worker*> workers_;
  const ClientOptions client_options_;
  const ConsumerOptions options_;
  std::vector<std::string> topics_;
  const std::shared_ptr<ConsumerMetrics> metrics_;
  ClientWatch watch_;
  std::shared_ptr<const LaneSetup> setup_;
  std::vector<std::shared_ptr<Lane>> lanes_;  // one for each of workers_

  std::unique_ptr<Instance> instance_;
  std::map<PartitionId, std::shared_ptr<Assignment>> assigned_;
  std::vector<std::vector<Work>> outgoing_;  // to each lane, until hand_out()
  bool handing_out_ = false;
  std::size_t commits_under_way_ = 0;  // of commit()
  std::size_t revocations_ = 0;
  bool leaving_ = false;
  std::atomic<bool> left_ = true;  // there is no member
  std::atomic<std::size_t> partition_count_ = 0;

  asio::steady_timer ticks_;
  asio::steady_timer changed_;  // never expires; cancelled when something changed that is waited for
  SteadyTime lag_shown_;
  SteadyTime ends_asked_;
  asio::thread_pool blocking_{1};
};

}  // namespace plaza::kafka
