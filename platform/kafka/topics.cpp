#include "platform/kafka/topics.hpp"

#include <algorithm>

#include "platform/kafka/errors.hpp"

namespace plaza::kafka {

namespace {

constexpr int answer_timeout_ms = 5'000;
constexpr std::chrono::seconds pause{1};

}  // namespace

TopicKeeper::TopicKeeper(const ClientParts& parts, std::vector<Topic> topics)
    : parts_(parts), missing_(std::move(topics)), timer_(std::make_shared<asio::steady_timer>(parts.home.executor())) {}

void TopicKeeper::ensure(Instance& instance) {
  instance_ = &instance;
  if (!missing_.empty()) ask();
}

void TopicKeeper::stop() {
  instance_ = nullptr;
  timer_->cancel();
}

void TopicKeeper::ask() {
  std::vector<NewTopic> wanted;
  std::vector<rd_kafka_NewTopic_t*> listed;
  std::array<char, 256> why{};
  for (const auto& topic : missing_) {
    wanted.emplace_back(
        rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replicas, why.data(), why.size()));
    if (wanted.back()) {
      listed.push_back(wanted.back().get());
    } else {
      parts_.log.error("topic cannot be made", {{"topic", topic.name}, {"reason", why.data()}});
    }
  }
  if (listed.empty()) return;
  const AdminOptions options(rd_kafka_AdminOptions_new(instance_->get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), answer_timeout_ms, why.data(), why.size());
  rd_kafka_CreateTopics(instance_->get(), listed.data(), listed.size(), options.get(), instance_->queue());
}

void TopicKeeper::answered(rd_kafka_event_t& event) {
  if (instance_ == nullptr) return;
  const auto* result = rd_kafka_event_CreateTopics_result(&event);
  if (rd_kafka_event_error(&event) != RD_KAFKA_RESP_ERR_NO_ERROR || result == nullptr) {
    parts_.log.debug("topics not looked after yet", {{"reason", rd_kafka_event_error_string(&event)}});
    return try_again();
  }
  std::size_t count = 0;
  const auto* const* topics = rd_kafka_CreateTopics_result_topics(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = rd_kafka_topic_result_name(topics[i]);
    const auto error = rd_kafka_topic_result_error(topics[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      std::erase_if(missing_, [&](const Topic& topic) { return topic.name == name; });
      if (error == RD_KAFKA_RESP_ERR_NO_ERROR) parts_.log.info("topic made", {{"topic", name}});
    } else {
      const auto* said = rd_kafka_topic_result_error_string(topics[i]);
      parts_.log.warning("topic cannot be made", {{"topic", name}, {"reason", said == nullptr ? "" : said}});
    }
  }
  if (!missing_.empty()) try_again();
}

void TopicKeeper::try_again() {
  timer_->expires_after(pause);
  timer_->async_wait([this, kept = timer_](const boost::system::error_code& error) {
    // After stop() this object may be gone; then the wait was cancelled.
    if (!error && instance_ != nullptr) ask();
  });
}

}  // namespace plaza::kafka
