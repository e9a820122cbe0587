#pragma once

#include <memory>
#include <optional>
#include <span>

#include "platform/kafka/record.hpp"
#include "platform/postgres/statement.hpp"
#include "platform/rpc/idempotency_key.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

// All that an order's creation writes.
struct Creation {
  Order order;
  std::optional<rpc::IdempotencyKey> key;
  kafka::Record event;
};

using CreationRow = std::shared_ptr<const Creation>;

// What is wanted nearly always: all rows are new. One that is not makes the whole fail as a unique violation.
postgres::Commands insert_new(std::span<const CreationRow> rows);

// Makes those whose id and key are new, and answers with their ids. Costs the database half as much again.
postgres::Command insert_what_is_new(std::span<const CreationRow> rows);

}  // namespace plaza::orders
