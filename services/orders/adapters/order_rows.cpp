#include "services/orders/adapters/order_rows.hpp"

namespace plaza::orders {
namespace {

std::vector<Line> read_lines(const postgres::Row& row, std::size_t first_column) {
  auto skus = row.get<std::vector<std::string>>(first_column);
  auto names = row.get<std::vector<std::string>>(first_column + 1);
  const auto quantities = row.get<std::vector<std::int32_t>>(first_column + 2);
  const auto prices = row.get<std::vector<std::int32_t>>(first_column + 3);
  std::vector<Line> lines;
  lines.reserve(skus.size());
  for (std::size_t i = 0; i < skus.size(); ++i) {
    lines.push_back({.sku = std::move(skus[i]),
                     .name = std::move(names[i]),
                     .quantity = quantities.at(i),
                     .unit_price = prices.at(i)});
  }
  return lines;
}

Order read_order(const postgres::Row& row) {
  std::size_t column = 0;
  Order order;
  order.id = row.get<Uuid>(column++);
  order.owner = row.get<std::string>(column++);
  order.customer_name = row.get<std::string>(column++);
  order.total_price = row.get<std::int32_t>(column++);
  order.status = static_cast<Status>(row.get<std::int16_t>(column++));
  order.version = row.get<std::int64_t>(column++);
  order.created_at = row.get<SystemTime>(column++);
  order.updated_at = row.get<SystemTime>(column++);
  order.erased = row.get<bool>(column++);
  if (row.get<std::int16_t>(column++) > 0) order.lines = read_lines(row, column);
  return order;
}

}  // namespace

// Most orders have no lines: then no index is asked for them.
constinit const postgres::Statement find_orders{
    "find_orders",
    "select id, owner, customer_name, total_price, status, version, created_at, updated_at, erased, line_count,"
    " case when line_count > 0 then array(select sku from order_lines where order_id = id order by position) end,"
    " case when line_count > 0 then array(select name from order_lines where order_id = id order by position) end,"
    " case when line_count > 0 then array(select quantity from order_lines where order_id = id order by position) end,"
    " case when line_count > 0 then array(select unit_price from order_lines where order_id = id order by position) end"
    " from orders where id = any($1)",
    postgres::Access::read};

std::vector<Order> read_orders(const postgres::Rows& rows) {
  std::vector<Order> orders;
  orders.reserve(rows.size());
  for (const postgres::Row row : rows.all()) orders.push_back(read_order(row));
  return orders;
}

}  // namespace plaza::orders
