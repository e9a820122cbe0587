#include "services/orders/adapters/progress_writes.hpp"

#include <algorithm>

namespace plaza::orders {
namespace {

// The condition is may_become() (app/order.hpp): from created or shipping to something higher. Rows are locked in the
// order of their ids, as all batches do.
constexpr postgres::Statement apply_progress{"apply_progress", R"sql(
with told as (
  select * from unnest($1, $2, $3, $4) as told (event_id, order_id, status, at)
), applied as (
  insert into applied_events (id) select event_id from told order by event_id
  on conflict do nothing returning id
), news as (
  select distinct on (order_id) order_id, status, at from told join applied on applied.id = told.event_id
  order by order_id, status desc
), held as (
  select id from orders where id in (select order_id from news) order by id for update
)
update orders set status = news.status, version = orders.version + 1,
  updated_at = greatest(orders.updated_at, news.at)
from news join held on held.id = news.order_id
where orders.id = news.order_id and orders.status in (1, 2) and orders.status < news.status
returning orders.id
)sql"};

}  // namespace

ProgressWrites::ProgressWrites(const StoreParts& parts)
    : batches_(parts.worker->executor(), *parts.clock, parts.batches,
               postgres::BatcherMetrics(*parts.metrics, "progress", *parts.worker),
               [pool = parts.pool](RequestContext context, std::span<const ProgressEvent> events) {
                 return write(*pool, std::move(context), events);
               }) {}

asio::awaitable<Result<std::vector<bool>>> ProgressWrites::write(postgres::Pool& pool, RequestContext context,
                                                                 std::span<const ProgressEvent> events) {
  std::vector<std::string_view> event_ids;
  std::vector<Uuid> order_ids;
  std::vector<std::int16_t> statuses;
  std::vector<SystemTime> times;
  for (const auto& event : events) {
    event_ids.emplace_back(event.event_id);
    order_ids.push_back(event.order_id);
    statuses.push_back(static_cast<std::int16_t>(event.status));
    times.push_back(event.at);
  }
  const auto rows = co_await pool.query(context, apply_progress, event_ids, order_ids, statuses, times);
  if (!rows) co_return std::unexpected(rows.error());
  std::vector<Uuid> changed;
  for (const postgres::Row row : rows->all()) changed.push_back(row.get<Uuid>(0));
  std::ranges::sort(changed);
  std::vector<bool> results;
  results.reserve(events.size());
  for (const auto& id : order_ids) results.push_back(std::ranges::binary_search(changed, id));
  co_return results;
}

}  // namespace plaza::orders
