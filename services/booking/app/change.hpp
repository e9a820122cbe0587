#pragma once

#include <optional>

#include "platform/core/error.hpp"
#include "services/booking/app/booking.hpp"
#include "services/booking/app/reserve.hpp"

namespace plaza::booking {

// Whether a change has anything to do.
enum class Step : std::uint8_t { nothing, go };

// Errors: failed_precondition: VERSION_MISMATCH when `expected` is not the booking's version.
Result<Step> may_cancel(const Booking& booking, std::optional<std::int64_t> expected);

// Errors: failed_precondition: VERSION_MISMATCH; NOT_ACTIVE for a cancelled booking.
Result<Step> may_move(const Booking& booking, const Place& to, std::optional<std::int64_t> expected);

// Errors: invalid_argument with a field for each fault.
struct NewCapacity {
  std::string station;
  std::string date;
  std::int64_t capacity = 0;
};
Result<Place> check_capacity(const NewCapacity& asked);

}  // namespace plaza::booking
