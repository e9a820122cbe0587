#include "services/orders/adapters/creations.hpp"

#include <unordered_set>

#include "services/orders/adapters/order_events.hpp"
#include "services/orders/adapters/order_rows.hpp"
#include "services/orders/app/create.hpp"

namespace plaza::orders {
namespace {

constexpr postgres::Statement find_key{
    "find_idempotency_key", "select request, order_id from idempotency_keys where key = $1", postgres::Access::read};

struct UuidHash {
  std::size_t operator()(const Uuid& id) const {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(id.bytes().data()), id.bytes().size()});
  }
};

}  // namespace

Creations::Creations(StoreParts parts)
    : parts_(std::move(parts)),
      batches_(parts_.worker->executor(), *parts_.clock, parts_.batches,
               postgres::BatcherMetrics(*parts_.metrics, "orders", *parts_.worker),
               [pool = parts_.pool](RequestContext context, std::span<const CreationRow> rows) {
                 return write(*pool, std::move(context), rows);
               }) {}

asio::awaitable<Result<Created>> Creations::create(RequestContext context, Order order,
                                                   std::optional<rpc::IdempotencyKey> key) {
  // A statement cannot tell two rows of its own apart: the same key or id is let in once. Who asks for the same order
  // again has lost the answer, and gets it when the first attempt has ended.
  const auto id_mark = co_await under_way_.begin_behind(order.id.to_string(), context.deadline);
  if (!id_mark) co_return fail(Code::deadline_exceeded, "the same order was under way all the time");
  const auto key_mark = under_way_.begin(key ? key->key : std::string{});
  if (key && !key_mark) co_return std::unexpected(rpc::key_in_use());
  auto event = order_created(order, context.trace);
  const auto asked = std::make_shared<const Creation>(std::move(order), std::move(key), std::move(event));
  const auto made = co_await batches_.submit(context, asked);
  if (!made) co_return std::unexpected(made.error());
  if (!*made) co_return co_await made_before(std::move(context), *asked);
  parts_.events_written();
  co_return Created{.order = asked->order};
}

asio::awaitable<Result<std::vector<bool>>> Creations::write(postgres::Pool& pool, RequestContext context,
                                                            std::span<const CreationRow> rows) {
  const auto stored = co_await pool.together(context, insert_new(rows));
  if (stored) co_return std::vector<bool>(rows.size(), true);
  if (stored.error().reason != postgres::reason_unique) co_return std::unexpected(stored.error());
  const auto answer = co_await pool.query(context, insert_what_is_new(rows));
  if (!answer) co_return std::unexpected(answer.error());
  std::unordered_set<Uuid, UuidHash> made;
  for (const postgres::Row row : answer->all()) made.insert(row.get<Uuid>(0));
  std::vector<bool> results;
  results.reserve(rows.size());
  for (const auto& row : rows) results.push_back(made.contains(row->order.id));
  co_return results;
}

asio::awaitable<Result<Created>> Creations::made_before(RequestContext context, const Creation& asked) {
  auto id = asked.order.id;
  if (asked.key) {
    const auto found = co_await parts_.pool->query(context, find_key, postgres::Bytea{asked.key->key});
    if (!found) co_return std::unexpected(found.error());
    if (!found->empty()) {
      if (found->front().get<postgres::Bytea>(0).bytes != asked.key->request) {
        co_return std::unexpected(rpc::key_reused());
      }
      id = found->front().get<Uuid>(1);
    }
  }
  const auto rows = co_await parts_.pool->query(context, find_orders, std::vector{id});
  if (!rows) co_return std::unexpected(rows.error());
  auto orders = read_orders(*rows);
  if (orders.empty()) co_return fail(Code::aborted, "the order met another one; it may be sent again");
  if (!is_the_same(asked.order, orders.front())) {
    co_return fail(Code::already_exists, "there is another order with this id");
  }
  co_return Created{.order = as_made(std::move(orders.front())), .repeated = true};
}

}  // namespace plaza::orders
