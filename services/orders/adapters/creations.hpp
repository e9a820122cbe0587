#pragma once

#include <optional>
#include <span>

#include "platform/rpc/under_way.hpp"
#include "services/orders/adapters/creation_rows.hpp"
#include "services/orders/adapters/store_parts.hpp"

namespace plaza::orders {

namespace asio = boost::asio;

struct Created {
  Order order;
  bool repeated = false;  // it was made before, by the same request
};

// Makes orders: each with its lines, its event and its idempotency key or not at all, and many in one
// commit. Lives on one worker.
class Creations {
 public:
  explicit Creations(StoreParts parts);

  // Ends when the order is committed. A request that is sent again gets the order as it was made. Errors: aborted,
  // IDEMPOTENCY_KEY_IN_USE; failed_precondition, IDEMPOTENCY_KEY_REUSED; already_exists for the id of another order;
  // those of the database and of its batches.
  asio::awaitable<Result<Created>> create(RequestContext context, Order order, std::optional<rpc::IdempotencyKey> key);

 private:
  // For each row: whether it made an order. If not, its id or its key were known.
  static asio::awaitable<Result<std::vector<bool>>> write(postgres::Pool& pool, RequestContext context,
                                                          std::span<const CreationRow> rows);
  asio::awaitable<Result<Created>> made_before(RequestContext context, const Creation& asked);

  StoreParts parts_;
  postgres::Batcher<CreationRow, bool> batches_;
  rpc::UnderWay under_way_;
};

}  // namespace plaza::orders
