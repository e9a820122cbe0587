#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>

#include "gateway/api/message_times.hpp"
#include "gateway/description/repeated.hpp"
#include "gateway/description/type.hpp"

#include "plaza/shipping/v1/shipping.pb.h"

// What clients see of shipments: the messages of the service, described; and what carriers send.
namespace plaza::gateway {

inline constexpr std::size_t note_characters_max = 500;
// More than there are steps.
inline constexpr std::size_t shipment_events_max = 100;

// What a carrier can report: the numbers are those of shipping::v1::ShipmentStatus.
enum class CarrierStatus : std::uint8_t {
  packed = shipping::v1::SHIPMENT_STATUS_PACKED,
  dispatched = shipping::v1::SHIPMENT_STATUS_DISPATCHED,
  delivered = shipping::v1::SHIPMENT_STATUS_DELIVERED,
};

struct CarrierEvent {
  CarrierStatus status{};
  std::optional<Timestamp> at;
  std::optional<std::string> note;
};

template <>
struct Description<shipping::v1::ShipmentStatus> {
  using Status = shipping::v1::ShipmentStatus;
  static constexpr std::string_view name = "ShipmentStatus";
  static constexpr std::string_view doc = "How far a shipment is.";
  static constexpr std::array values{
      EnumValue<Status>{
          .value = shipping::v1::SHIPMENT_STATUS_REQUESTED, .text = "REQUESTED", .doc = "Its order has been taken."},
      EnumValue<Status>{.value = shipping::v1::SHIPMENT_STATUS_PACKED, .text = "PACKED", .doc = "It can be fetched."},
      EnumValue<Status>{
          .value = shipping::v1::SHIPMENT_STATUS_DISPATCHED, .text = "DISPATCHED", .doc = "It is on its way."},
      EnumValue<Status>{
          .value = shipping::v1::SHIPMENT_STATUS_DELIVERED, .text = "DELIVERED", .doc = "It has arrived."},
      EnumValue<Status>{
          .value = shipping::v1::SHIPMENT_STATUS_CANCELLED, .text = "CANCELLED", .doc = "Its order was cancelled."},
  };
};

template <>
struct Description<shipping::v1::ShipmentEvent> {
  using T = shipping::v1::ShipmentEvent;
  static constexpr std::string_view name = "ShipmentEvent";
  static constexpr std::string_view doc = "A step of a shipment.";
  static constexpr auto fields =
      std::tuple(field("status", [](const T& e) { return e.status(); }, {.doc = "What it came to be."}),
                 field("at", [](const T& e) { return time_of(e.at()); },
                       {.doc = "When that happened.", .example = R"("2026-04-01T08:30:00.125Z")"}),
                 field("note", [](const T& e) -> const std::string& { return e.note(); },
                       {.doc = "For people; may be empty.", .example = R"("handed to the neighbour")"}));
};

template <>
struct Description<shipping::v1::Shipment> {
  using T = shipping::v1::Shipment;
  static constexpr std::string_view name = "Shipment";
  static constexpr std::string_view doc = "What becomes of an order on its way.";
  static constexpr auto fields = std::tuple(
      field("id", [](const T& s) -> const std::string& { return s.id(); },
            {.doc = "A UUID of version 7.", .example = R"("0190f5e2-7c1f-7d02-8b1c-2a3b4c5d6e7f")", .format = "uuid"}),
      field("orderId", [](const T& s) -> const std::string& { return s.order_id(); },
            {.doc = "The order that it brings.",
             .example = R"("0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b")",
             .format = "uuid"}),
      field("customerName", [](const T& s) -> const std::string& { return s.customer_name(); },
            {.doc = "Whom it is for; empty when the person has been erased.", .example = R"("caesar")"}),
      field("status", [](const T& s) { return s.status(); }, {.doc = "How far it is."}),
      field("events", [](const T& s) -> const auto& { return s.events(); },
            {.doc = "Its steps, oldest first.", .items_max = shipment_events_max}),
      field("createdAt", [](const T& s) { return time_of(s.created_at()); },
            {.doc = "When it was begun.", .example = R"("2026-04-01T08:30:00.131Z")"}),
      field("updatedAt", [](const T& s) { return time_of(s.updated_at()); },
            {.doc = "When it changed last.", .example = R"("2026-04-01T08:30:00.131Z")"}));
};

template <>
struct Description<CarrierStatus> {
  static constexpr std::string_view name = "CarrierStatus";
  static constexpr std::string_view doc = "What a carrier can report.";
  static constexpr std::array values{
      EnumValue<CarrierStatus>{.value = CarrierStatus::packed, .text = "PACKED"},
      EnumValue<CarrierStatus>{.value = CarrierStatus::dispatched, .text = "DISPATCHED"},
      EnumValue<CarrierStatus>{.value = CarrierStatus::delivered, .text = "DELIVERED"},
  };
};

template <>
struct Description<CarrierEvent> {
  using T = CarrierEvent;
  static constexpr std::string_view name = "CarrierEvent";
  static constexpr std::string_view doc = "What a carrier reports of a shipment.";
  static constexpr auto fields =
      std::tuple(field("status", &T::status, {.doc = "What it has come to be: the step behind the present one."}),
                 field("at", &T::at,
                       {.doc = "When it happened, not in the future; left out: now.",
                        .example = R"("2026-04-01T08:30:00Z")",
                        .absent = Absent::either}),
                 field("note", &T::note,
                       {.doc = "For people.",
                        .example = R"("handed to the neighbour")",
                        .length_max = note_characters_max,
                        .printable = true,
                        .absent = Absent::either}));
};

}  // namespace plaza::gateway
