#pragma once

#include "platform/core/error.hpp"
#include "platform/kafka/client_options.hpp"
#include "platform/kafka/record.hpp"
#include "platform/redis/reply.hpp"

namespace plaza::booking {

inline constexpr std::string_view booking_created_topic = "booking-created";
inline constexpr std::string_view booking_cancelled_topic = "booking-cancelled";

std::vector<kafka::Topic> event_topics();

// An entry of the outbox stream, which the scripts write.
struct OutboxEntry {
  std::string id;  // the stream's: "1621123200000-0"
  kafka::Record record;
};

// Entries of an answer to XRANGE or XREAD. Errors: data_loss for one that no script of ours has written.
Result<OutboxEntry> read_entry(const redis::Reply& entry);

}  // namespace plaza::booking
