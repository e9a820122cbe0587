// Partitions that come and go, and the position that is written down on the way.
#include <algorithm>
#include <span>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "platform/kafka/errors.hpp"
#include "platform/kafka/group_member.hpp"

namespace plaza::kafka {

namespace {

constexpr milliseconds commit_wait{1'000};

std::span<const rd_kafka_topic_partition_t> listed(const rd_kafka_topic_partition_list_t& partitions) {
  return {partitions.elems, static_cast<std::size_t>(partitions.cnt)};
}

}  // namespace

void ConsumerGroup::Member::rebalance(Event event) {
  const auto* partitions = rd_kafka_event_topic_partition_list(event.get());
  if (rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return assign(*partitions);
  if (lost()) {
    // Somebody else has them already: what is under way is done there again, and no position of ours counts.
    metrics_->rebalanced("lost");
    parts_.log.warning("partitions are lost", {{"group", options_.group}, {"partitions", partitions->cnt}});
    let_go(*partitions);
    return unassign(*partitions);
  }
  asio::co_spawn(parts_.home.executor(), revoke(shared_from_this(), std::move(event)), asio::detached);
}

void ConsumerGroup::Member::assign(const rd_kafka_topic_partition_list_t& partitions) {
  metrics_->rebalanced("assigned");
  for (const auto& one : listed(partitions)) {
    if (!metrics_->knows(one.topic)) continue;
    assigned_[{one.topic, one.partition}] = std::make_shared<Assignment>(one.topic, one.partition);
  }
  partition_count_ = assigned_.size();
  parts_.log.info("partitions came",
                  {{"group", options_.group}, {"partitions", partitions.cnt}, {"now", assigned_.size()}});
  const Failure failure(rd_kafka_incremental_assign(instance_->get(), &partitions));
  if (failure) parts_.log.error("partitions cannot be taken", {{"reason", rd_kafka_error_string(failure.get())}});
}

asio::awaitable<void> ConsumerGroup::Member::revoke(std::shared_ptr<Member> self, Event event) {
  const auto& partitions = *rd_kafka_event_topic_partition_list(event.get());
  self->metrics_->rebalanced("revoked");
  ++self->revocations_;
  const auto going = self->let_go(partitions);
  // What is under way may end; the group waits for us meanwhile.
  co_await self->wait_until(
      [&] { return std::ranges::all_of(going, [](const auto& one) { return one->with_workers == 0; }); },
      self->options_.revoke_wait);
  // librdkafka writes down once more what it was told last when a partition is given away: it must not be less.
  self->store(going);
  if (self->instance_ && !self->lost() && self->commit(going)) {
    co_await self->wait_until([&] { return self->commits_under_way_ == 0; }, commit_wait);
  }
  --self->revocations_;
  std::size_t abandoned = 0;
  for (const auto& one : going) abandoned += one->progress.unfinished();
  self->parts_.log.info("partitions went", {{"group", self->options_.group},
                                            {"partitions", partitions.cnt},
                                            {"now", self->assigned_.size()},
                                            {"abandoned_records", abandoned}});
  if (self->instance_) self->unassign(partitions);
}

ConsumerGroup::Member::Assignments ConsumerGroup::Member::let_go(const rd_kafka_topic_partition_list_t& partitions) {
  Assignments going;
  hand_out();
  for (const auto& one : listed(partitions)) {
    const auto found = assigned_.find({one.topic, one.partition});
    if (found == assigned_.end()) continue;
    const auto assignment = found->second;
    assignment->gone = true;
    metrics_->hide(*assignment);
    assigned_.erase(found);
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      asio::post(workers_[i]->executor(), [lane = lanes_[i], assignment] { lane->drop(*assignment); });
    }
    going.push_back(assignment);
  }
  partition_count_ = assigned_.size();
  return going;
}

void ConsumerGroup::Member::unassign(const rd_kafka_topic_partition_list_t& partitions) {
  const Failure failure(rd_kafka_incremental_unassign(instance_->get(), &partitions));
  if (failure) parts_.log.error("partitions cannot be given away", {{"reason", rd_kafka_error_string(failure.get())}});
}

bool ConsumerGroup::Member::lost() const {
  return rd_kafka_assignment_lost(instance_->get()) != 0;
}

void ConsumerGroup::Member::store(const Assignments& of) {
  if (!instance_) return;
  const Partitions moved(rd_kafka_topic_partition_list_new(static_cast<int>(of.size())));
  for (const auto& assignment : of) {
    const auto position = assignment->progress.position();
    if (!position || *position <= assignment->stored) continue;
    assignment->stored = *position;
    rd_kafka_topic_partition_list_add(moved.get(), assignment->topic.c_str(), assignment->partition)->offset =
        *position;
  }
  // A partition that has just gone is refused, rightly.
  if (moved->cnt > 0) rd_kafka_offsets_store(instance_->get(), moved.get());
}

bool ConsumerGroup::Member::commit(const Assignments& of) {
  const Partitions moved(rd_kafka_topic_partition_list_new(static_cast<int>(of.size())));
  for (const auto& assignment : of) {
    const auto position = assignment->progress.position();
    if (!position || *position <= assignment->committed) continue;
    rd_kafka_topic_partition_list_add(moved.get(), assignment->topic.c_str(), assignment->partition)->offset =
        *position;
  }
  if (moved->cnt == 0 || !instance_) return false;
  const auto begun = rd_kafka_commit_queue(instance_->get(), moved.get(), instance_->queue(), nullptr, this);
  if (begun != RD_KAFKA_RESP_ERR_NO_ERROR) {
    parts_.log.warning("the position cannot be written down",
                       {{"group", options_.group}, {"reason", rd_kafka_err2str(begun)}});
    return false;
  }
  ++commits_under_way_;
  return true;
}

void ConsumerGroup::Member::committed(rd_kafka_event_t& event) {
  if (rd_kafka_event_opaque(&event) == this && commits_under_way_ > 0) {
    --commits_under_way_;
    changed_.cancel();
  }
  const auto error = rd_kafka_event_error(&event);
  if (error == RD_KAFKA_RESP_ERR__NO_OFFSET) return;  // there was nothing to write down
  metrics_->committed(error == RD_KAFKA_RESP_ERR_NO_ERROR);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    // It is tried again; a partition that is gone is of no concern any more.
    const auto level = is_passing(error) ? telemetry::Level::warning : telemetry::Level::debug;
    if (parts_.log.level() > level) return;
    return parts_.log.write(level, "the position was not written down",
                            {{"group", options_.group}, {"reason", rd_kafka_err2str(error)}}, nullptr);
  }
  const auto* partitions = rd_kafka_event_topic_partition_list(&event);
  if (partitions == nullptr) return;
  for (const auto& one : listed(*partitions)) {
    const auto found = assigned_.find({one.topic, one.partition});
    if (found == assigned_.end() || one.err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    found->second->committed = std::max(found->second->committed, one.offset);
  }
}

template <class Condition>
asio::awaitable<void> ConsumerGroup::Member::wait_until(Condition condition, milliseconds at_most) {
  asio::steady_timer deadline(parts_.home.executor(), at_most);
  const auto over = std::make_shared<bool>(false);
  deadline.async_wait([over, self = shared_from_this()](const boost::system::error_code& error) {
    if (error) return;
    *over = true;
    self->changed_.cancel();
  });
  while (!*over && !condition()) co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace plaza::kafka
