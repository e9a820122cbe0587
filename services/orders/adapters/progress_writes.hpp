#pragma once

#include <span>

#include "services/orders/adapters/store_parts.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

namespace asio = boost::asio;

// What a shipment's event says about an order.
struct ProgressEvent {
  std::string event_id;
  Uuid order_id;
  Status status = Status::created;
  SystemTime at{};
};

// Moves orders on as their shipments do, many in one commit. The event's id is kept in the same transaction: a second
// time it has no effect. Lives on one worker.
class ProgressWrites {
 public:
  explicit ProgressWrites(const StoreParts& parts);

  // Whether the order is another one now. It is not when the event came before, when the order does not exist, or may
  // not become that (may_become).
  asio::awaitable<Result<bool>> apply(RequestContext context, ProgressEvent event) {
    return batches_.submit(std::move(context), std::move(event));
  }

 private:
  static asio::awaitable<Result<std::vector<bool>>> write(postgres::Pool& pool, RequestContext context,
                                                          std::span<const ProgressEvent> events);

  postgres::Batcher<ProgressEvent, bool> batches_;
};

}  // namespace plaza::orders
