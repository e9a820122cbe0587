#include "services/shipping/app/carrier_event.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/core/text_length.hpp"

namespace plaza::shipping {
namespace {

std::string note_fault(std::string_view note) {
  const auto length = text_length(note);
  if (!length) return "must be UTF-8 without control characters";
  return *length <= note_characters_max ? "" : fmt::format("must have at most {} characters", note_characters_max);
}

bool is_for_carriers(std::optional<Status> status) {
  return status == Status::packed || status == Status::dispatched || status == Status::delivered;
}

}  // namespace

std::vector<FieldError> faults(const CarrierEvent& event, SystemTime now) {
  std::vector<FieldError> found;
  const auto check = [&found](std::string_view pointer, std::string fault) {
    if (!fault.empty()) found.push_back({.pointer = std::string(pointer), .detail = std::move(fault)});
  };
  check("/status", is_for_carriers(event.status) ? "" : "must be PACKED, DISPATCHED or DELIVERED");
  check("/note", note_fault(event.note));
  check("/at", event.at && *event.at > now + clock_difference_max ? "must not be in the future" : "");
  return found;
}

Result<bool> record(Shipment& shipment, const CarrierEvent& event, SystemTime now) {
  if (auto wrong = faults(event, now); !wrong.empty()) {
    return std::unexpected(
        Error{.code = Code::invalid_argument, .message = "the report is not valid", .fields = std::move(wrong)});
  }
  if (std::ranges::find(shipment.events, *event.status, &Event::status) != shipment.events.end()) return false;
  if (event.expected_version && *event.expected_version != shipment.version) {
    return fail(Code::failed_precondition,
                fmt::format("the shipment is at version {}, not {}", shipment.version, *event.expected_version),
                std::string(reason_version_mismatch));
  }
  if (!may_become(shipment.status, *event.status)) {
    return fail(Code::failed_precondition, "the shipment cannot come there from where it is",
                std::string(reason_invalid_transition));
  }
  become(shipment, *event.status, event.at.value_or(now), event.note, now);
  return true;
}

}  // namespace plaza::shipping
