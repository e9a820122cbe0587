#include "services/shipping/adapters/erasure.hpp"

#include <array>

#include <openssl/sha.h>

#include "platform/postgres/advisory_locks.hpp"

namespace plaza::shipping {
namespace {

constexpr std::int32_t batch_shipments_max = 1'000;
// Services count theirs from 100 on.
constexpr std::int32_t advisory_lock_erasures = 100;

constexpr postgres::Statement share_lock{"share_erasure_lock", "select pg_advisory_xact_lock_shared($1, $2)::text"};
constexpr postgres::Statement take_lock{"take_erasure_lock", "select pg_advisory_xact_lock($1, $2)::text"};

constexpr postgres::Statement remember_person{
    "remember_erased_person",
    "insert into erased_persons (person, erased_at) values ($1, $2) "
    "on conflict (person) do update set erased_at = greatest(erased_persons.erased_at, excluded.erased_at)"};

// A statement sees what was committed before it began: with the rows held first, the next one sees the notes of all
// reports that were under way.
constexpr postgres::Statement hold_shipments{
    "hold_shipments", "select 1 from shipments where owner = $1 and owner <> '' order by id limit $2 for update"};

constexpr postgres::Statement erase_shipments{"erase_shipments", R"sql(
with found as (
  select id from shipments where owner = $1 and owner <> '' order by id limit $3 for update
), notes as (
  update shipment_events set note = '' where shipment_id in (select id from found) and note <> ''
)
update shipments set owner = '', customer_name = '', erased = true, version = version + 1,
  updated_at = greatest(updated_at, $2)
where id in (select id from found)
)sql"};

}  // namespace

std::string person_digest(std::string_view subject) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> bytes{};
  SHA256(reinterpret_cast<const unsigned char*>(subject.data()), subject.size(), bytes.data());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

postgres::Command before_erasures() {
  return postgres::Command(share_lock, postgres::Parameters(postgres::advisory_lock_class, advisory_lock_erasures));
}

asio::awaitable<Result<std::int64_t>> erase_person(const StoreParts& parts, RequestContext context,
                                                   std::string subject) {
  const auto now = parts.clock->now();
  const auto digest = person_digest(subject);
  postgres::Commands commands;
  commands.emplace_back(take_lock, postgres::Parameters(postgres::advisory_lock_class, advisory_lock_erasures));
  commands.emplace_back(remember_person, postgres::Parameters(postgres::Bytea{digest}, now));
  const auto remembered = co_await parts.pool->together(context, std::move(commands));
  if (!remembered) co_return std::unexpected(remembered.error());
  std::int64_t erased = 0;
  for (std::int64_t last = batch_shipments_max; last == batch_shipments_max; erased += last) {
    postgres::Commands batch;
    batch.emplace_back(hold_shipments, postgres::Parameters(subject, batch_shipments_max));
    batch.emplace_back(erase_shipments, postgres::Parameters(subject, now, batch_shipments_max));
    const auto answers = co_await parts.pool->together(context, std::move(batch));
    if (!answers) co_return std::unexpected(answers.error());
    last = static_cast<std::int64_t>(answers->back().affected());
  }
  co_return erased;
}

}  // namespace plaza::shipping
