#include "services/shipping/app/carrier_event.hpp"

#include <gtest/gtest.h>

namespace plaza::shipping {
namespace {

constexpr SystemTime noon{milliseconds{1'700'000'000'000}};

Shipment requested() {
  return begin({}, {}, "ada", Status::requested, noon, noon);
}
CarrierEvent report(Status status) {
  return {.status = status, .note = "shelf 3", .at = {}, .expected_version = {}};
}

TEST(CarrierEvent, moves_a_shipment_on) {
  auto shipment = requested();
  for (const auto status : {Status::packed, Status::dispatched, Status::delivered}) {
    EXPECT_TRUE(record(shipment, report(status), noon).value());
    EXPECT_EQ(shipment.status, status);
  }
  EXPECT_EQ(shipment.version, 4);
  EXPECT_EQ(shipment.events[1].note, "shelf 3");
  EXPECT_EQ(shipment.events[1].at, noon);
}

TEST(CarrierEvent, what_is_known_already_changes_nothing) {
  auto shipment = requested();
  ASSERT_TRUE(record(shipment, report(Status::packed), noon).value());
  ASSERT_TRUE(record(shipment, report(Status::dispatched), noon).value());
  const auto before = shipment;
  EXPECT_FALSE(record(shipment, report(Status::packed), noon).value());
  EXPECT_FALSE(record(shipment, report(Status::dispatched), noon).value());
  EXPECT_EQ(shipment, before);
}

TEST(CarrierEvent, cannot_skip_a_step_nor_wake_what_is_cancelled) {
  auto shipment = requested();
  EXPECT_EQ(record(shipment, report(Status::dispatched), noon).error().reason, "INVALID_TRANSITION");
  ASSERT_TRUE(cancel(shipment, noon, noon));
  EXPECT_EQ(record(shipment, report(Status::packed), noon).error().reason, "INVALID_TRANSITION");
}

TEST(CarrierEvent, who_has_seen_another_version_is_told_so) {
  auto shipment = requested();
  auto event = report(Status::packed);
  event.expected_version = 2;
  EXPECT_EQ(record(shipment, event, noon).error().reason, "VERSION_MISMATCH");
  event.expected_version = 1;
  EXPECT_TRUE(record(shipment, event, noon));
}

TEST(CarrierEvent, says_what_is_wrong_field_by_field) {
  auto shipment = requested();
  const CarrierEvent event{.status = Status::cancelled,
                           .note = std::string(note_characters_max + 1, 'n'),
                           .at = noon + clock_difference_max + milliseconds{1},
                           .expected_version = {}};
  const auto refused = record(shipment, event, noon);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  ASSERT_EQ(refused.error().fields.size(), 3);
  EXPECT_EQ(refused.error().fields[0].pointer, "/status");
  EXPECT_EQ(refused.error().fields[1].pointer, "/note");
  EXPECT_EQ(refused.error().fields[2].pointer, "/at");
}

}  // namespace
}  // namespace plaza::shipping
