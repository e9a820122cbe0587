// Records on their way through a member: from librdkafka to the workers' lanes and back, and how far behind that is.
#include <fmt/format.h>

#include "platform/kafka/group_member.hpp"

namespace plaza::kafka {

namespace {

// What a record costs besides its bytes.
constexpr std::uint64_t record_overhead_bytes = 256;
constexpr std::chrono::seconds ends_interval{5};
constexpr int ends_timeout_ms = 2'000;

std::string_view text_of(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), bytes == nullptr ? 0 : size};
}

SystemTime timestamp_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type{};
  const auto since_epoch = rd_kafka_message_timestamp(&message, &type);
  return SystemTime{milliseconds{type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? 0 : since_epoch}};
}

Received read(const rd_kafka_message_t& message, const std::string& topic) {
  Received received{
      .record = {.topic = topic,
                 .key = std::string(text_of(message.key, message.key_len)),
                 .value = std::string(text_of(message.payload, message.len)),
                 .headers = {}},
      .position = {.partition = message.partition, .offset = message.offset, .timestamp = timestamp_of(message)},
      .attempt = 1,
      .context = {}};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return received;
  received.record.headers.reserve(rd_kafka_header_cnt(headers));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    received.record.headers.push_back({name, std::string(text_of(value, size))});
  }
  return received;
}

}  // namespace

void ConsumerGroup::Member::take_records(rd_kafka_event_t& event) {
  while (const auto* message = rd_kafka_event_message_next(&event)) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      take_record(*message);
    } else {
      parts_.log.debug("a partition cannot be read", {{"reason", rd_kafka_message_errstr(message)}});
    }
  }
}

void ConsumerGroup::Member::take_record(const rd_kafka_message_t& message) {
  // Those of a partition that has gone are its next owner's.
  const auto found = assigned_.find({rd_kafka_topic_name(message.rkt), message.partition});
  if (found == assigned_.end()) return;
  const auto& assignment = found->second;
  const auto bytes = message.key_len + message.len + record_overhead_bytes;
  if (!assignment->progress.received(message.offset, timestamp_of(message), bytes)) return;
  ++assignment->with_workers;
  auto received = read(message, assignment->topic);
  // Of one key and partition all go to one lane, where they keep their order.
  const auto lane = std::hash<std::string_view>{}(received.record.key) % lanes_.size();
  outgoing_[lane].push_back({assignment, std::move(received)});
  pause_or_resume(*assignment);
  if (!std::exchange(handing_out_, true)) {
    asio::post(parts_.home.executor(), [self = shared_from_this()] { self->hand_out(); });
  }
}

void ConsumerGroup::Member::hand_out() {
  handing_out_ = false;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (outgoing_[i].empty()) continue;
    asio::post(workers_[i]->executor(),
               [lane = lanes_[i], work = std::exchange(outgoing_[i], {})]() mutable { lane->take(std::move(work)); });
  }
}

void ConsumerGroup::Member::take_done(const std::vector<WorkDone>& done) {
  for (const auto& one : done) {
    --one.assignment->with_workers;
    if (one.finished) one.assignment->progress.finished(one.offset);
    if (!one.assignment->gone) pause_or_resume(*one.assignment);
  }
  if (revocations_ > 0) changed_.cancel();
}

// A partition that nobody finishes is read no further, however long that takes; the others go on.
void ConsumerGroup::Member::pause_or_resume(Assignment& assignment) {
  const auto& progress = assignment.progress;
  const auto above = [&](std::uint64_t part) {
    return progress.unfinished() >= options_.records_in_hand_max / part ||
           progress.unfinished_bytes() >= options_.bytes_in_hand_max / part ||
           // Finished ones behind one that is not: little to keep, much to do again after a crash.
           progress.window() >= 4UL * options_.records_in_hand_max / part;
  };
  if (assignment.paused ? above(2) : !above(1)) return;
  assignment.paused = !assignment.paused;
  const Partitions one(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(one.get(), assignment.topic.c_str(), assignment.partition);
  if (assignment.paused) {
    rd_kafka_pause_partitions(instance_->get(), one.get());
  } else {
    rd_kafka_resume_partitions(instance_->get(), one.get());
  }
}

void ConsumerGroup::Member::show_lag() {
  std::size_t paused = 0;
  std::size_t in_hand = 0;
  const auto now = parts_.clock.now();
  for (const auto& [id, assignment] : assigned_) {
    const auto& progress = assignment->progress;
    if (assignment->paused) ++paused;
    in_hand += progress.unfinished();
    std::int64_t low = -1;
    std::int64_t high = -1;
    if (rd_kafka_get_watermark_offsets(instance_->get(), id.first.c_str(), id.second, &low, &high) ==
            RD_KAFKA_RESP_ERR_NO_ERROR &&
        high >= 0) {
      assignment->end = std::max(assignment->end, high);
    }
    std::int64_t lag = 0;
    const auto position = progress.position();
    if (position && assignment->end >= 0) {
      lag = std::max<std::int64_t>(0, assignment->end - *position);
    } else if (const auto known = watch_.statistics().lag.find(id); known != watch_.statistics().lag.end()) {
      lag = known->second;
    }
    const auto oldest = progress.oldest();
    metrics_->show(*assignment, lag, oldest ? std::chrono::duration<double>(now - *oldest).count() : 0);
  }
  metrics_->holds(assigned_.size(), paused, in_hand);
  if (paused > 0) ask_for_ends();
}

// librdkafka learns of the end of a partition as it reads it, so not of one that is paused.
void ConsumerGroup::Member::ask_for_ends() {
  const auto now = parts_.clock.steady_now();
  if (leaving_ || now - ends_asked_ < ends_interval) return;
  ends_asked_ = now;
  for (const auto& [id, assignment] : assigned_) {
    if (!assignment->paused) continue;
    // The client outlives the pool's work: stop() joins it before.
    asio::post(blocking_, [self = shared_from_this(), client = instance_->get(), one = assignment] {
      std::int64_t low = -1;
      std::int64_t high = -1;
      if (rd_kafka_query_watermark_offsets(client, one->topic.c_str(), one->partition, &low, &high, ends_timeout_ms) !=
          RD_KAFKA_RESP_ERR_NO_ERROR) {
        return;
      }
      asio::post(self->parts_.home.executor(), [one, high] { one->end = std::max(one->end, high); });
    });
  }
}

}  // namespace plaza::kafka
