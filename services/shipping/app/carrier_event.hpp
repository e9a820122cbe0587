#pragma once

#include <optional>

#include "services/shipping/app/shipment.hpp"

namespace plaza::shipping {

inline constexpr std::size_t note_characters_max = 500;
// A carrier's clock may be ahead of ours by as much.
inline constexpr milliseconds clock_difference_max{5'000};

inline constexpr std::string_view reason_version_mismatch = "VERSION_MISMATCH";
inline constexpr std::string_view reason_invalid_transition = "INVALID_TRANSITION";

// What a carrier reports; nothing in it has been checked.
struct CarrierEvent {
  std::optional<Status> status;  // nothing: none that we know
  std::string note;
  std::optional<SystemTime> at;  // nothing: now
  std::optional<std::int64_t> expected_version;
};

// What is wrong with it, field by field.
std::vector<FieldError> faults(const CarrierEvent& event, SystemTime now);

// Moves the shipment on; false when what is reported is known already, and nothing changes. Errors: invalid_argument
// with the fields that fail; failed_precondition with VERSION_MISMATCH or INVALID_TRANSITION.
Result<bool> record(Shipment& shipment, const CarrierEvent& event, SystemTime now);

}  // namespace plaza::shipping
