#include "services/orders/adapters/cancellations.hpp"

#include "platform/outbox/outbox.hpp"
#include "services/orders/adapters/order_events.hpp"
#include "services/orders/adapters/order_rows.hpp"

namespace plaza::orders {
namespace {

constexpr postgres::Statement lock_order{"lock_order", "select 1 from orders where id = $1 for update"};

// Touches a row when the key is new. Waits for another transaction that is about to keep it.
constexpr postgres::Statement keep_key{"keep_idempotency_key",
                                       "insert into idempotency_keys (key, request, order_id, created_at) "
                                       "values ($1, $2, $3, $4) on conflict do nothing"};

constexpr postgres::Statement kept_request{"kept_request", "select request from idempotency_keys where key = $1"};

constexpr postgres::Statement cancel_order{
    "cancel_order", "update orders set status = $2, version = $3, updated_at = $4 where id = $1"};

// Keeps the key, if it is new. Errors: failed_precondition when it came with another request.
asio::awaitable<Result<void>> keep(postgres::Transaction& transaction, const rpc::IdempotencyKey& key, Uuid id,
                                   SystemTime now) {
  const auto kept =
      co_await transaction.query(keep_key, postgres::Bytea{key.key}, postgres::Bytea{key.request}, id, now);
  if (!kept) co_return std::unexpected(kept.error());
  if (kept->affected() == 1) co_return Result<void>{};
  const auto before = co_await transaction.query(kept_request, postgres::Bytea{key.key});
  if (!before) co_return std::unexpected(before.error());
  if (before->empty() || before->front().get<postgres::Bytea>(0).bytes != key.request) {
    co_return std::unexpected(rpc::key_reused());
  }
  co_return Result<void>{};
}

// The order, held until the transaction ends.
asio::awaitable<Result<Order>> hold(postgres::Transaction& transaction, Uuid id, const Identity& who) {
  postgres::Commands commands;
  commands.emplace_back(lock_order, postgres::Parameters(id));
  commands.emplace_back(find_orders, postgres::Parameters(std::vector{id}));
  const auto rows = co_await transaction.together(std::move(commands));
  if (!rows) co_return std::unexpected(rows.error());
  auto orders = read_orders(rows->back());
  if (orders.empty() || !visible_to(orders.front(), who)) co_return fail(Code::not_found, "there is no such order");
  co_return std::move(orders.front());
}

}  // namespace

asio::awaitable<Result<Cancelled>> Cancellations::cancel(RequestContext context, Uuid id,
                                                         std::optional<std::int64_t> expected_version,
                                                         std::optional<rpc::IdempotencyKey> key) {
  const auto mark = under_way_.begin(key ? key->key : std::string{});
  if (key && !mark) co_return std::unexpected(rpc::key_in_use());
  auto transaction = co_await parts_.pool->begin(context);
  if (!transaction) co_return std::unexpected(transaction.error());
  const auto now = parts_.clock->now();
  if (key) {
    const auto kept = co_await keep(*transaction, *key, id, now);
    if (!kept) co_return std::unexpected(kept.error());
  }
  auto order = co_await hold(*transaction, id, context.identity);
  if (!order) co_return std::unexpected(std::move(order.error()));
  auto cancelled = orders::cancel(*std::move(order), expected_version, now);
  if (!cancelled) co_return std::unexpected(std::move(cancelled.error()));
  if (cancelled->changed) {
    const auto& changed = cancelled->order;
    postgres::Commands commands;
    commands.emplace_back(cancel_order, postgres::Parameters(changed.id, static_cast<std::int16_t>(changed.status),
                                                             changed.version, changed.updated_at));
    commands.push_back(outbox::write(std::vector{order_cancelled(changed, context.trace)}));
    const auto written = co_await transaction->together(std::move(commands));
    if (!written) co_return std::unexpected(written.error());
  }
  const auto committed = co_await transaction->commit();
  if (!committed) co_return std::unexpected(committed.error());
  if (cancelled->changed) parts_.events_written();
  co_return *std::move(cancelled);
}

}  // namespace plaza::orders
