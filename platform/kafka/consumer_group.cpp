#include "platform/kafka/consumer_group.hpp"

#include <fmt/format.h>

#include "platform/kafka/group_member.hpp"

namespace plaza::kafka {

ConsumerGroup::ConsumerGroup(const ClientParts& parts, std::vector<Worker*> workers, ClientOptions client,
                             ConsumerOptions options, std::vector<Topic> topics, Handler handler,
                             Producer& dead_letters)
    : name_(fmt::format("consumer group {}", options.group)),
      member_(std::make_shared<Member>(parts, std::move(workers), std::move(client), std::move(options),
                                       std::move(topics), std::move(handler), dead_letters)) {}

ConsumerGroup::~ConsumerGroup() = default;

Result<void> ConsumerGroup::start() {
  return member_->start();
}

void ConsumerGroup::stop_accepting() {
  member_->begin_leaving();
}

bool ConsumerGroup::drained() const {
  return member_->left();
}

void ConsumerGroup::stop() {
  member_->stop();
}

std::size_t ConsumerGroup::partitions() const {
  return member_->partitions();
}

}  // namespace plaza::kafka
