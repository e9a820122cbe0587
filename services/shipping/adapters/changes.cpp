#include "services/shipping/adapters/changes.hpp"

#include <array>

#include "platform/outbox/outbox.hpp"
#include "services/shipping/adapters/shipment_rows.hpp"
#include "services/shipping/adapters/shipment_updates.hpp"

namespace plaza::shipping {
namespace {

constexpr postgres::Statement lock_shipment{"lock_shipment",
                                            "select 1 from shipments where id = $1 or order_id = $1 for update"};

// Touches a row when the key is new. Waits for another transaction that is about to keep it.
constexpr postgres::Statement keep_key{
    "keep_idempotency_key",
    "insert into idempotency_keys (key, request, shipment_id, version, created_at) values ($1, $2, $3, 0, $4) "
    "on conflict do nothing"};
constexpr postgres::Statement kept_key{"kept_idempotency_key",
                                       "select request, version from idempotency_keys where key = $1"};
constexpr postgres::Statement keep_version{"keep_answered_version",
                                           "update idempotency_keys set version = $2 where key = $1"};

// The version that was answered before, with the same request; nothing: the key is new, and kept from now on.
asio::awaitable<Result<std::optional<std::int64_t>>> keep(postgres::Transaction& transaction,
                                                          const rpc::IdempotencyKey& key, Uuid id, SystemTime now) {
  const auto kept =
      co_await transaction.query(keep_key, postgres::Bytea{key.key}, postgres::Bytea{key.request}, id, now);
  if (!kept) co_return std::unexpected(kept.error());
  if (kept->affected() == 1) co_return std::nullopt;
  const auto before = co_await transaction.query(kept_key, postgres::Bytea{key.key});
  if (!before) co_return std::unexpected(before.error());
  if (before->empty() || before->front().get<postgres::Bytea>(0).bytes != key.request) {
    co_return std::unexpected(rpc::key_reused());
  }
  co_return before->front().get<std::int64_t>(1);
}

// A shipment by its id or its order's, held until the transaction ends.
asio::awaitable<Result<Shipment>> hold(postgres::Transaction& transaction, Uuid id) {
  postgres::Commands commands;
  commands.emplace_back(lock_shipment, postgres::Parameters(id));
  commands.emplace_back(find_shipments, postgres::Parameters(std::vector{id}, std::vector{id}));
  const auto rows = co_await transaction.together(std::move(commands));
  if (!rows) co_return std::unexpected(rows.error());
  auto found = read_shipments(rows->back());
  if (found.empty()) co_return fail(Code::not_found, "there is no such shipment");
  co_return std::move(found.front());
}

// The change, and the event that tells of it.
asio::awaitable<Result<void>> write(postgres::Transaction& transaction, const Shipment& shipment,
                                    const TraceContext& trace) {
  postgres::Commands commands;
  add_changes(commands, std::array{&shipment});
  commands.push_back(outbox::write(std::vector{shipment_updated(shipment, trace)}));
  const auto written = co_await transaction.together(std::move(commands));
  if (!written) co_return std::unexpected(written.error());
  co_return Result<void>{};
}

}  // namespace

asio::awaitable<Result<Changes::Recorded>> Changes::record(RequestContext context, Uuid id, CarrierEvent event,
                                                           std::optional<rpc::IdempotencyKey> key) {
  const auto mark = under_way_.begin(key ? key->key : std::string{});
  if (key && !mark) co_return std::unexpected(rpc::key_in_use());
  auto transaction = co_await parts_.pool->begin(context);
  if (!transaction) co_return std::unexpected(transaction.error());
  const auto now = parts_.clock->now();
  std::optional<std::int64_t> answered;
  if (key) {
    const auto kept = co_await keep(*transaction, *key, id, now);
    if (!kept) co_return std::unexpected(kept.error());
    answered = *kept;
  }
  auto shipment = co_await hold(*transaction, id);
  if (!shipment) co_return std::unexpected(std::move(shipment.error()));
  if (shipment->id != id) co_return fail(Code::not_found, "there is no such shipment");
  if (answered) co_return Recorded{.shipment = as_at(*std::move(shipment), *answered)};
  const auto changed = shipping::record(*shipment, event, now);
  if (!changed) co_return std::unexpected(changed.error());
  if (*changed) {
    const auto written = co_await write(*transaction, *shipment, context.trace);
    if (!written) co_return std::unexpected(written.error());
  }
  if (key) {
    const auto kept = co_await transaction->query(keep_version, postgres::Bytea{key->key}, shipment->version);
    if (!kept) co_return std::unexpected(kept.error());
  }
  const auto committed = co_await transaction->commit();
  if (!committed) co_return std::unexpected(committed.error());
  if (*changed) parts_.events_written();
  co_return Recorded{.shipment = *std::move(shipment), .changed = *changed};
}

}  // namespace plaza::shipping
