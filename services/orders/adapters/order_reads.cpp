#include "services/orders/adapters/order_reads.hpp"

#include <algorithm>

#include "services/orders/adapters/order_rows.hpp"

namespace plaza::orders {
namespace {

// Ids are of version 7: the newest is the highest.
constexpr postgres::Statement list_orders{"list_orders",
                                          "select id from orders where owner = $1 and owner <> '' "
                                          "and ($2 is null or id < $2) order by id desc limit $3",
                                          postgres::Access::read};

}  // namespace

asio::awaitable<Result<std::vector<Order>>> OrderReads::find(RequestContext context, std::vector<Uuid> ids) {
  const auto rows = co_await parts_.pool->query(context, find_orders, ids);
  if (!rows) co_return std::unexpected(rows.error());
  auto found = read_orders(*rows);
  std::vector<Order> orders;
  orders.reserve(found.size());
  for (const auto& id : ids) {
    const auto at = std::ranges::find(found, id, &Order::id);
    if (at != found.end()) orders.push_back(*at);
  }
  co_return orders;
}

asio::awaitable<Result<OrderReads::Found>> OrderReads::list(RequestContext context, std::string owner, Page page) {
  // One more than asked for tells whether there is another page.
  const auto rows = co_await parts_.pool->query(context, list_orders, owner, page.after, page.size + 1);
  if (!rows) co_return std::unexpected(rows.error());
  std::vector<Uuid> ids;
  for (const postgres::Row row : rows->all()) ids.push_back(row.get<Uuid>(0));
  const bool more = ids.size() > static_cast<std::size_t>(page.size);
  if (more) ids.pop_back();
  if (ids.empty()) co_return Found{};
  auto orders = co_await find(std::move(context), std::move(ids));
  if (!orders) co_return std::unexpected(std::move(orders.error()));
  co_return Found{.orders = *std::move(orders), .more = more};
}

}  // namespace plaza::orders
