#include "services/booking/adapters/booking_store.hpp"

#include <fmt/format.h>

#include "platform/core/hex.hpp"
#include "services/booking/adapters/booking_fields.hpp"
#include "services/booking/adapters/keys.hpp"

namespace plaza::booking {
namespace {

using redis::Access;
using redis::Command;

constexpr std::int64_t key_lifetime_ms = 24L * 60 * 60 * 1'000;
// A booking that changes between reading and writing it is read again, so often.
constexpr int attempts_max = 5;

constexpr std::string_view said_made = "made";
constexpr std::string_view said_changed = "changed";

std::string hex(std::string_view bytes) {
  std::string text;
  append_hex(text, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return text;
}

std::string trace_of(const RequestContext& context) {
  return context.trace.valid() ? context.trace.traceparent() : std::string();
}

std::unexpected<Error> no_such_booking() {
  return fail(Code::not_found, "there is no such booking");
}

// What a script refuses.
std::unexpected<Error> refusal(std::string_view said, const std::string& station, const Date& date) {
  const auto place = fmt::format("{} on {}", station, to_iso(date));
  if (said == "unknown_day") {
    return fail(Code::not_found, fmt::format("{} has no places to book", place), std::string(reason_unknown_day));
  }
  if (said == "fully_booked") {
    return fail(Code::failed_precondition, fmt::format("{} is fully booked", place), std::string(reason_fully_booked));
  }
  if (said == "already_booked") {
    return fail(Code::already_exists, "the person has an active booking", std::string(reason_already_booked));
  }
  if (said == "key_reused") return std::unexpected(rpc::key_reused());
  return fail(Code::internal, fmt::format("a script answered {}", said));
}

std::unexpected<Error> contended() {
  return fail(Code::aborted, "the booking was changed by others all the time");
}

std::int64_t ms(SystemTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

asio::awaitable<Result<std::string>> BookingStore::step(RequestContext context, Command command) {
  const auto reply = co_await with_.redis->run(std::move(context), std::move(command));
  if (!reply) co_return std::unexpected(reply.error());
  if (reply->list().empty()) co_return fail(Code::internal, "a script answered nothing");
  std::string said(reply->list()[0].text().value_or(""));
  // Which booking was made before.
  if (said == "repeated" && reply->list().size() > 1) said.append(" ").append(reply->list()[1].text().value_or(""));
  co_return said;
}

asio::awaitable<Result<Made>> BookingStore::reserve(RequestContext context, Booking booking,
                                                    std::optional<rpc::IdempotencyKey> key) {
  const auto id = booking.id.to_string();
  const auto person = with_.sealing->digest_of(booking.person);
  const auto sealed = with_.sealing->seal(booking.person, booking.id);
  const auto digest = key ? hex(key->request) : std::string();
  Command command(with_.scripts->reserve, Access::repeatable,
                  {keys::days(booking.station), keys::person(person), keys::booking(id), keys::owner(booking.owner),
                   keys::outbox, keys::idempotency(key ? hex(key->key) : "")},
                  to_compact(booking.date), id, person, booking.owner, ms(booking.created_at), sealed, booking.station,
                  digest, key_lifetime_ms, trace_of(context));
  const auto said = co_await step(context, std::move(command));
  if (!said) co_return std::unexpected(said.error());
  if (*said == said_made) co_return Made{.booking = std::move(booking)};
  constexpr std::string_view repeated = "repeated ";
  if (!said->starts_with(repeated)) co_return refusal(*said, booking.station, booking.date);
  const auto made = Uuid::parse(std::string_view(*said).substr(repeated.size()));
  if (!made) co_return fail(Code::data_loss, "an idempotency key names no booking");
  auto before = co_await find_own(std::move(context), *made);
  if (!before) co_return std::unexpected(std::move(before.error()));
  co_return Made{.booking = std::move(*before), .repeated = true};
}

asio::awaitable<Result<std::vector<Booking>>> BookingStore::find(RequestContext context, std::vector<Uuid> ids) {
  std::vector<Booking> found;
  if (ids.empty()) co_return found;
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const auto& id : ids) names.push_back(keys::booking(id));
  const std::vector<std::string_view> all(names.begin(), names.end());
  const auto who = context.identity;
  const auto reply = co_await with_.redis->run(std::move(context), Command(with_.scripts->read, Access::read, all));
  if (!reply) co_return std::unexpected(reply.error());
  const auto hashes = reply->list();
  for (std::size_t i = 0; i < std::min(hashes.size(), ids.size()); ++i) {
    auto booking = read_booking(ids[i], hashes[i], *with_.sealing);
    if (!booking) co_return std::unexpected(std::move(booking.error()));
    if (*booking && visible_to(**booking, who)) found.push_back(std::move(**booking));
  }
  co_return found;
}

asio::awaitable<Result<Booking>> BookingStore::find_own(RequestContext context, Uuid id) {
  auto found = co_await find(std::move(context), {id});
  if (!found) co_return std::unexpected(std::move(found.error()));
  if (found->empty()) co_return no_such_booking();
  co_return std::move(found->front());
}

asio::awaitable<Result<BookingStore::Bookings>> BookingStore::list(RequestContext context, Page page) {
  // Ids of version 7 sort by the time they were made; the last first.
  const auto from = page.after.empty() ? std::string("+") : "(" + page.after;
  const auto reply =
      co_await with_.redis->run(context, Command("ZREVRANGEBYLEX", Access::read, keys::owner(context.identity.subject),
                                                 from, "-", "LIMIT", 0, page.size + 1));
  if (!reply) co_return std::unexpected(reply.error());
  std::vector<Uuid> ids;
  for (const auto& one : reply->list()) {
    if (const auto id = Uuid::parse(one.text().value_or(""))) ids.push_back(*id);
  }
  const bool more = ids.size() > page.size;
  if (more) ids.resize(page.size);
  auto found = co_await find(std::move(context), std::move(ids));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return Bookings{.bookings = std::move(*found), .more = more};
}

asio::awaitable<Result<BookingStore::Changed>> BookingStore::cancel(RequestContext context, Uuid id,
                                                                    std::optional<std::int64_t> expected) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto booking = co_await find_own(context, id);
    if (!booking) co_return std::unexpected(std::move(booking.error()));
    const auto go = may_cancel(*booking, expected);
    if (!go) co_return std::unexpected(go.error());
    if (*go == Step::nothing) co_return Changed{.booking = std::move(*booking)};
    const auto now = with_.clock->now();
    // Sent again after it was made, it finds another version, and the booking cancelled.
    Command command(with_.scripts->cancel, Access::repeatable,
                    {keys::booking(id), keys::days(booking->station),
                     keys::person(with_.sealing->digest_of(booking->person)), keys::outbox},
                    booking->version, to_compact(booking->date), booking->station, id.to_string(), ms(now),
                    trace_of(context));
    const auto said = co_await step(context, std::move(command));
    if (!said) co_return std::unexpected(said.error());
    if (*said == said_changed) continue;
    if (*said != said_made) co_return refusal(*said, booking->station, booking->date);
    booking->status = Status::cancelled;
    ++booking->version;
    booking->updated_at = now;
    co_return Changed{.booking = std::move(*booking), .changed = true};
  }
  co_return contended();
}

asio::awaitable<Result<BookingStore::Changed>> BookingStore::move(RequestContext context, Uuid id, Place to,
                                                                  std::optional<std::int64_t> expected) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto booking = co_await find_own(context, id);
    if (!booking) co_return std::unexpected(std::move(booking.error()));
    const auto go = may_move(*booking, to, expected);
    if (!go) co_return std::unexpected(go.error());
    if (*go == Step::nothing) co_return Changed{.booking = std::move(*booking)};
    const auto now = with_.clock->now();
    Command command(with_.scripts->move, Access::repeatable,
                    {keys::booking(id), keys::days(booking->station), keys::days(to.station), keys::outbox},
                    booking->version, to_compact(booking->date), booking->station, to_compact(to.date), to.station,
                    id.to_string(), ms(now), trace_of(context));
    const auto said = co_await step(context, std::move(command));
    if (!said) co_return std::unexpected(said.error());
    if (*said == said_changed) continue;
    if (*said != said_made) co_return refusal(*said, to.station, to.date);
    booking->station = to.station;
    booking->date = to.date;
    ++booking->version;
    booking->updated_at = now;
    co_return Changed{.booking = std::move(*booking), .changed = true};
  }
  co_return contended();
}

asio::awaitable<Result<bool>> BookingStore::erase(RequestContext context, Uuid id) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const auto fields = co_await with_.redis->run(context, Command("HGETALL", Access::read, keys::booking(id)));
    if (!fields) co_return std::unexpected(fields.error());
    const auto booking = read_booking(id, *fields, *with_.sealing);
    if (!booking) co_return std::unexpected(booking.error());
    if (!*booking || (*booking)->erased) co_return false;
    const auto& found = **booking;
    Command command(with_.scripts->erase, Access::repeatable,
                    {keys::booking(id), keys::days(found.station), keys::person(with_.sealing->digest_of(found.person)),
                     keys::owner(found.owner), keys::outbox},
                    found.version, to_compact(found.date), found.station, id.to_string(), ms(with_.clock->now()),
                    trace_of(context));
    const auto said = co_await step(context, std::move(command));
    if (!said) co_return std::unexpected(said.error());
    if (*said == said_made) co_return true;
  }
  co_return contended();
}

asio::awaitable<Result<std::vector<Uuid>>> BookingStore::ids_of(RequestContext context, std::string owner,
                                                                std::size_t count) {
  const auto reply = co_await with_.redis->run(
      std::move(context), Command("ZRANGE", Access::read, keys::owner(owner), 0, static_cast<std::int64_t>(count) - 1));
  if (!reply) co_return std::unexpected(reply.error());
  std::vector<Uuid> ids;
  for (const auto& one : reply->list()) {
    if (const auto id = Uuid::parse(one.text().value_or(""))) ids.push_back(*id);
  }
  co_return ids;
}

}  // namespace plaza::booking
