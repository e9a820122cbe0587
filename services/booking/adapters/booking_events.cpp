#include "services/booking/adapters/booking_events.hpp"

#include <charconv>

#include <fmt/format.h>

#include "platform/outbox/cloud_event.hpp"
#include "platform/rpc/grpc/timestamp.hpp"
#include "services/booking/app/date.hpp"

#include "plaza/events/v1/booking_cancelled.pb.h"
#include "plaza/events/v1/booking_created.pb.h"

namespace plaza::booking {
namespace {

constexpr std::string_view source = "/plaza/booking";

// What an entry says, by the one-letter names of scripts/*.lua.
class Said {
 public:
  explicit Said(std::span<const redis::Reply> fields) : fields_(fields) {}
  [[nodiscard]] std::string text(std::string_view name) const {
    for (std::size_t i = 0; i + 1 < fields_.size(); i += 2) {
      if (fields_[i].text() == name) return std::string(fields_[i + 1].text().value_or(""));
    }
    return {};
  }
  [[nodiscard]] std::int64_t number(std::string_view name) const {
    const auto digits = text(name);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }
  [[nodiscard]] std::int32_t small(std::string_view name) const { return static_cast<std::int32_t>(number(name)); }
  [[nodiscard]] SystemTime at() const { return SystemTime(milliseconds(number("u"))); }
  // Empty when it is no date.
  [[nodiscard]] std::string date() const {
    const auto date = parse_date(text("d"));
    return date ? to_iso(*date) : std::string();
  }

 private:
  std::span<const redis::Reply> fields_;
};

kafka::Record record(std::string_view topic, const Said& said, std::string id, const google::protobuf::Message& event) {
  auto headers = outbox::to_headers({.id = std::move(id),
                                     .source = std::string(source),
                                     .type = event.GetDescriptor()->full_name(),
                                     .time = said.at(),
                                     .trace = parse_traceparent(said.text("t")).value_or(TraceContext())});
  return {.topic = std::string(topic),
          .key = said.text("s"),
          .value = event.SerializeAsString(),
          .headers = std::move(headers)};
}

// Of a booking's change: the booking, its version, and which of the two that a move writes.
std::string id_of(const Said& said) {
  return fmt::format("{}/{}/{}", said.text("b"), said.number("v"), said.text("e"));
}

kafka::Record created(const Said& said) {
  events::v1::BookingCreated event;
  event.set_booking_id(said.text("b"));
  event.set_station(said.text("s"));
  event.set_date(said.date());
  event.set_available(said.small("l"));
  event.set_version(said.number("v"));
  rpc::set_time(*event.mutable_created_at(), said.at());
  return record(booking_created_topic, said, id_of(said), event);
}

kafka::Record cancelled(const Said& said, bool moved) {
  events::v1::BookingCancelled event;
  event.set_booking_id(said.text("b"));
  event.set_station(said.text("s"));
  event.set_date(said.date());
  event.set_available(said.small("l"));
  event.set_version(said.number("v"));
  rpc::set_time(*event.mutable_cancelled_at(), said.at());
  event.set_moved(moved);
  return record(booking_cancelled_topic, said, id_of(said), event);
}

}  // namespace

std::vector<kafka::Topic> event_topics() {
  return {{std::string(booking_created_topic)}, {std::string(booking_cancelled_topic)}};
}

Result<OutboxEntry> read_entry(const redis::Reply& entry) {
  const auto parts = entry.list();
  if (parts.size() != 2 || !parts[0].text()) return fail(Code::data_loss, "an entry of the outbox has no id");
  std::string id(*parts[0].text());
  const Said said(parts[1].list());
  const auto what = said.text("e");
  const bool whole = !said.text("s").empty() && !said.date().empty();
  if (whole && what == "created") return OutboxEntry{std::move(id), created(said)};
  if (whole && what == "cancelled") return OutboxEntry{std::move(id), cancelled(said, false)};
  if (whole && what == "moved") return OutboxEntry{std::move(id), cancelled(said, true)};
  return fail(Code::data_loss, fmt::format("entry {} of the outbox cannot be read", id));
}

}  // namespace plaza::booking
