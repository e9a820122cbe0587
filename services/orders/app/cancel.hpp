#pragma once

#include <optional>

#include "platform/core/error.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

// What somebody's wish to cancel comes to.
struct Cancelled {
  Order order;
  bool changed = false;  // false: it was cancelled before
};

// Only an order that is not under way yet can be cancelled; one that is cancelled stays as it is. Errors:
// failed_precondition with VERSION_MISMATCH (the caller has seen another version) or NOT_CANCELLABLE.
Result<Cancelled> cancel(Order order, std::optional<std::int64_t> expected_version, SystemTime now);

}  // namespace plaza::orders
