#include "services/orders/app/cancel.hpp"

#include <fmt/format.h>

namespace plaza::orders {

Result<Cancelled> cancel(Order order, std::optional<std::int64_t> expected_version, SystemTime now) {
  if (order.status == Status::cancelled) return Cancelled{.order = std::move(order)};
  if (expected_version && *expected_version != order.version) {
    return fail(Code::failed_precondition,
                fmt::format("the order is at version {}, not {}", order.version, *expected_version),
                std::string(reason_version_mismatch));
  }
  if (order.status != Status::created) {
    const auto* why = order.status == Status::delivered ? "the order has been delivered" : "the order is under way";
    return fail(Code::failed_precondition, why, std::string(reason_not_cancellable));
  }
  order.status = Status::cancelled;
  ++order.version;
  order.updated_at = std::max(now, order.updated_at);
  return Cancelled{.order = std::move(order), .changed = true};
}

}  // namespace plaza::orders
