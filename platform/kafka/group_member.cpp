#include "platform/kafka/group_member.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plaza::kafka {

namespace {

Settings consumer_settings(const ConsumerOptions& options, Settings settings) {
  settings["group.id"] = options.group;
  settings["partition.assignment.strategy"] = "cooperative-sticky";
  settings["session.timeout.ms"] = fmt::format("{}", options.session_timeout.count());
  settings["heartbeat.interval.ms"] = fmt::format("{}", options.session_timeout.count() / 4);
  // librdkafka writes down what store() told it, but not while the group is being shared out anew: a commit with the
  // number of the generation before would cost us all partitions. An application cannot see when that is.
  settings["enable.auto.commit"] = "true";
  settings["auto.commit.interval.ms"] = fmt::format("{}", options.commit_interval.count());
  settings["enable.auto.offset.store"] = "false";
  settings["auto.offset.reset"] = options.start;
  settings["isolation.level"] = "read_committed";
  settings["check.crcs"] = "true";
  // What librdkafka reads ahead, of all partitions together.
  settings["queued.min.messages"] = fmt::format("{}", options.records_in_hand_max);
  settings["queued.max.messages.kbytes"] = fmt::format("{}", options.bytes_in_hand_max / 1024);
  settings["fetch.max.bytes"] = fmt::format("{}", options.bytes_in_hand_max);
  settings["message.max.bytes"] = fmt::format("{}", std::min<std::uint64_t>(options.bytes_in_hand_max, 1'000'000));
  // A partition that just came has to wait for the answer under way.
  settings["fetch.wait.max.ms"] = "100";
  settings["fetch.error.backoff.ms"] = "100";
  return settings;
}

std::vector<Topic> with_dead_letters(std::vector<Topic> topics) {
  const auto count = topics.size();
  for (std::size_t i = 0; i < count; ++i) {
    topics.push_back({.name = dead_letter_topic(topics[i].name), .partitions = 1, .replicas = topics[i].replicas});
  }
  return topics;
}

std::vector<std::string> names_of(const std::vector<Topic>& topics) {
  std::vector<std::string> names;
  names.reserve(topics.size());
  for (const auto& topic : topics) names.push_back(topic.name);
  return names;
}

}  // namespace

ConsumerGroup::Member::Member(const ClientParts& parts, std::vector<Worker*> workers, ClientOptions client,
                              ConsumerOptions options, std::vector<Topic> topics, Handler handler,
                              Producer& dead_letters)
    : parts_(parts),
      workers_(std::move(workers)),
      client_options_(std::move(client)),
      options_(std::move(options)),
      topics_(names_of(topics)),
      metrics_(std::make_shared<ConsumerMetrics>(parts, options_.group, topics_)),
      watch_(parts, client_options_, options_.group, with_dead_letters(std::move(topics))),
      outgoing_(workers_.size()),
      ticks_(parts.home.executor()),
      changed_(parts.home.executor(), SteadyTime::max()) {
  // The lanes hold the setup, and this member the lanes: `report` must not hold the member.
  setup_ = std::make_shared<const LaneSetup>(
      parts_, options_, metrics_, std::move(handler), dead_letters, [this](std::vector<WorkDone> done) {
        asio::post(parts_.home.executor(), [self = weak_from_this(), moved = std::move(done)] {
          if (const auto member = self.lock()) member->take_done(moved);
        });
      });
  for (auto* worker : workers_) lanes_.push_back(std::make_shared<Lane>(*worker, setup_));
}

Result<std::unique_ptr<Instance>> ConsumerGroup::Member::make_instance() {
  auto settings = common_settings(client_options_, options_.group);
  if (!settings) return std::unexpected(std::move(settings.error()));
  return Instance::make(RD_KAFKA_CONSUMER, consumer_settings(options_, std::move(*settings)),
                        RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT, parts_.home,
                        [this](Event event) { on_event(std::move(event)); });
}

Result<void> ConsumerGroup::Member::start() {
  auto made = make_instance();
  if (!made) return std::unexpected(std::move(made.error()));
  left_ = false;
  run_on(parts_.home, [&] {
    begin(std::move(*made));
    tick();
  });
  return {};
}

void ConsumerGroup::Member::begin(std::unique_ptr<Instance> instance) {
  instance_ = std::move(instance);
  watch_.begin(*instance_);
  subscribe();
}

void ConsumerGroup::Member::subscribe() {
  const Partitions wanted(rd_kafka_topic_partition_list_new(static_cast<int>(topics_.size())));
  for (const auto& topic : topics_) {
    rd_kafka_topic_partition_list_add(wanted.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const auto subscribed = rd_kafka_subscribe(instance_->get(), wanted.get());
  if (subscribed != RD_KAFKA_RESP_ERR_NO_ERROR) {
    parts_.log.error("topics cannot be subscribed to",
                     {{"group", options_.group}, {"reason", rd_kafka_err2str(subscribed)}});
  }
}

void ConsumerGroup::Member::on_event(Event event) {
  if (watch_.take(*event)) return;
  switch (rd_kafka_event_type(event.get())) {
    case RD_KAFKA_EVENT_FETCH:
      take_records(*event);
      break;
    case RD_KAFKA_EVENT_REBALANCE:
      rebalance(std::move(event));
      break;
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      committed(*event);
      break;
    case RD_KAFKA_EVENT_ERROR:
      replace(rd_kafka_event_error_string(event.get()));
      break;
    default:
      break;
  }
}

void ConsumerGroup::Member::tick() {
  if (left_) return;
  const auto now = parts_.clock.steady_now();
  store(all());
  if (now - lag_shown_ >= std::chrono::seconds{1}) {
    lag_shown_ = now;
    show_lag();
  }
  if (leaving_ && instance_ && rd_kafka_consumer_closed(instance_->get()) != 0) {
    close_instance();
    left_ = true;
    return;
  }
  const milliseconds pause = leaving_ ? milliseconds{10} : options_.commit_interval;
  ticks_.expires_after(pause);
  ticks_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->tick();
  });
}

void ConsumerGroup::Member::begin_leaving() {
  asio::post(parts_.home.executor(), [self = shared_from_this()] { self->leave(); });
}

void ConsumerGroup::Member::leave() {
  if (leaving_ || left_) return;
  leaving_ = true;
  watch_.stop();
  if (!instance_) {
    left_ = true;
    return;
  }
  const Failure failure(rd_kafka_consumer_close_queue(instance_->get(), instance_->queue()));
  if (failure) {
    parts_.log.warning("leaving the group failed",
                       {{"group", options_.group}, {"reason", rd_kafka_error_string(failure.get())}});
  }
  ticks_.cancel();
  tick();
}

void ConsumerGroup::Member::close_instance() {
  if (instance_) instance_->close();
  for (const auto& assignment : all()) {
    assignment->gone = true;
    metrics_->hide(*assignment);
  }
  assigned_.clear();
  partition_count_ = 0;
  metrics_->holds(0, 0, 0);
}

void ConsumerGroup::Member::stop() {
  begin_leaving();
  const auto give_up = parts_.clock.steady_now() + options_.leave_timeout;
  while (!left_ && parts_.clock.steady_now() < give_up) std::this_thread::sleep_for(milliseconds{5});
  if (!left_) {
    parts_.log.warning("the group was not left in time; its other members wait for the session to expire",
                       {{"group", options_.group}});
  }
  run_on(parts_.home, [this] {
    left_ = true;
    watch_.stop();
    ticks_.cancel();
    changed_.cancel();
    close_instance();
  });
  blocking_.join();
  instance_.reset();
}

void ConsumerGroup::Member::replace(std::string_view why) {
  parts_.log.error("kafka consumer failed for good and is replaced", {{"group", options_.group}, {"reason", why}});
  watch_.stop();
  const auto dropped = all();
  close_instance();
  for (const auto& assignment : dropped) {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      asio::post(workers_[i]->executor(), [lane = lanes_[i], assignment] { lane->drop(*assignment); });
    }
  }
  metrics_->rebalanced("lost");
  // Its end may block, and this is called from within one of its events.
  asio::post(parts_.home.executor(), [self = shared_from_this(), failed = std::move(instance_)]() mutable {
    asio::post(self->blocking_, [ended = std::move(failed)]() mutable { ended.reset(); });
  });
  auto made = make_instance();
  if (made) return begin(std::move(*made));
  // The options were good before.
  parts_.log.error("kafka consumer cannot be replaced", {{"group", options_.group}, {"reason", made.error().message}});
}

ConsumerGroup::Member::Assignments ConsumerGroup::Member::all() const {
  Assignments listed;
  for (const auto& [id, assignment] : assigned_) listed.push_back(assignment);
  return listed;
}

}  // namespace plaza::kafka
