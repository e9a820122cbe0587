#pragma once

#include <vector>

#include "platform/postgres/rows.hpp"
#include "platform/postgres/statement.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

// Finds orders by $1 (uuid[]), in any order.
extern const postgres::Statement find_orders;

// What `find_orders` answered.
std::vector<Order> read_orders(const postgres::Rows& rows);

}  // namespace plaza::orders
