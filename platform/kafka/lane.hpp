#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/kafka/assignment.hpp"
#include "platform/kafka/consumer_metrics.hpp"
#include "platform/kafka/consumer_options.hpp"
#include "platform/kafka/producer.hpp"

namespace plaza::kafka {

// What the lanes of a consumer have in common. A handler that still runs when its consumer is gone keeps it.
struct LaneSetup {
  ClientParts parts;
  ConsumerOptions options;
  std::shared_ptr<const ConsumerMetrics> metrics;
  Handler handler;
  Producer& dead_letters;
  // Takes what is done, on any thread.
  std::function<void(std::vector<WorkDone>)> report;
};

// One worker's share of the records: runs the handler on them, as many at once as allowed, those of one key in order;
// tries again what failed, or gives it up as a dead letter. Lives on its worker.
class Lane : public std::enable_shared_from_this<Lane> {
 public:
  Lane(Worker& worker, std::shared_ptr<const LaneSetup> setup);

  void take(std::vector<Work> work);
  // The partition is gone: what was not begun, or waits to be tried again, is reported at once.
  void drop(const Assignment& assignment);

 private:
  // A key of a partition.
  struct Key {
    std::string topic;
    std::int32_t partition;
    std::string key;
  };
  struct KeyView {
    std::string_view topic;
    std::int32_t partition;
    std::string_view key;
    KeyView(std::string_view of_topic, std::int32_t of_partition, std::string_view of_key)
        : topic(of_topic), partition(of_partition), key(of_key) {}
    KeyView(const Key& of) : KeyView(of.topic, of.partition, of.key) {}  // NOLINT(google-explicit-constructor)
    bool operator==(const KeyView&) const = default;
  };
  struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(const KeyView& of) const;
  };
  struct KeyEqual {
    using is_transparent = void;
    bool operator()(const KeyView& one, const KeyView& other) const { return one == other; }
  };
  enum class Outcome : std::uint8_t { finished, abandoned };
  // A pause of a record, to be cut short when its partition goes.
  struct Pause {
    const Assignment* assignment;
    asio::steady_timer* timer;
    bool operator==(const Pause&) const = default;
  };

  static KeyView key_of(const Work& work);
  void start_ready();
  static asio::awaitable<void> run(std::shared_ptr<Lane> self, Work work);
  [[nodiscard]] asio::awaitable<Outcome> handle(Work& work);
  [[nodiscard]] asio::awaitable<Result<void>> attempt(Work& work);
  [[nodiscard]] asio::awaitable<Outcome> give_up(const Work& work, Error error);
  // False when the partition went meanwhile.
  [[nodiscard]] asio::awaitable<bool> pause(const Assignment& assignment, milliseconds duration);
  void done(const Work& work, Outcome outcome);
  void next_of(const KeyView& key);
  void record_span(const Work& work, SystemTime begun_at, SteadyTime begun, Code code) const;

  Worker& worker_;
  const std::shared_ptr<const LaneSetup> setup_;
  std::size_t running_ = 0;
  bool starting_ = false;
  std::deque<Work> ready_;
  // Behind the record of each key that is ready or running: nearly always nothing, for which a list takes no memory.
  std::unordered_map<Key, std::list<Work>, KeyHash, KeyEqual> behind_;
  std::vector<Pause> pauses_;
  std::unordered_map<std::string, std::uint64_t> succeeded_;  // by topic
  std::vector<WorkDone> done_;
  TickFlush report_;
};

}  // namespace plaza::kafka
