#pragma once

#include <optional>

#include "platform/rpc/idempotency_key.hpp"
#include "platform/rpc/under_way.hpp"
#include "services/orders/adapters/store_parts.hpp"
#include "services/orders/app/cancel.hpp"

namespace plaza::orders {

namespace asio = boost::asio;

// Cancels orders: the change, its event and the idempotency key in one transaction. Lives on one worker.
class Cancellations {
 public:
  explicit Cancellations(StoreParts parts) : parts_(std::move(parts)) {}

  // For whoever the context says. Errors: not_found; those of the rule (app/cancel.hpp); those of idempotency keys, and
  // of the database.
  asio::awaitable<Result<Cancelled>> cancel(RequestContext context, Uuid id,
                                            std::optional<std::int64_t> expected_version,
                                            std::optional<rpc::IdempotencyKey> key);

 private:
  StoreParts parts_;
  rpc::UnderWay under_way_;
};

}  // namespace plaza::orders
