#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/core/trace_context.hpp"
#include "platform/kafka/record.hpp"

namespace plaza::outbox {

// What an event says of itself, as headers of its record: CloudEvents 1.0 in binary mode
// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md) and the trace of
// whoever caused it. The value of the record is a protobuf message.
struct CloudEvent {
  std::string id;      // by which a consumer knows an event that comes twice
  std::string source;  // who tells it: "/plaza/orders"
  std::string type;    // "plaza.events.v1.OrderCreated"
  SystemTime time{};
  TraceContext trace{};  // not valid: none

  bool operator==(const CloudEvent&) const = default;
};

// Error::reason of a record that is no event.
inline constexpr std::string_view reason_not_an_event = "NOT_A_CLOUD_EVENT";

std::vector<kafka::Header> to_headers(CloudEvent event);

// Headers that it does not know are passed over. Errors: invalid_argument, NOT_A_CLOUD_EVENT, when id, source or type
// is missing, or the version is not 1.0. A time or a trace that cannot be read is left out.
Result<CloudEvent> read_cloud_event(std::span<const kafka::Header> headers);

}  // namespace plaza::outbox
