#include "services/orders/adapters/erasure.hpp"

namespace plaza::orders {
namespace {

constexpr std::int32_t batch_orders_max = 1'000;

constexpr postgres::Statement erase_orders{"erase_orders", R"sql(
update orders set owner = '', customer_name = '', erased = true, version = version + 1,
  updated_at = greatest(updated_at, $2)
where id in (select id from orders where owner = $1 and owner <> '' order by id limit $3 for update)
)sql"};

}  // namespace

asio::awaitable<Result<std::int64_t>> erase_person(const StoreParts& parts, RequestContext context,
                                                   std::string subject) {
  std::int64_t erased = 0;
  for (std::int64_t last = batch_orders_max; last == batch_orders_max; erased += last) {
    const auto rows = co_await parts.pool->query(context, erase_orders, subject, parts.clock->now(), batch_orders_max);
    if (!rows) co_return std::unexpected(rows.error());
    last = static_cast<std::int64_t>(rows->affected());
  }
  co_return erased;
}

}  // namespace plaza::orders
