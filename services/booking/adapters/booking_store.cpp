#include "services/booking/adapters/booking_store.hpp"

#include <fmt/format.h>

#include "services/booking/adapters/booking_fields.hpp"
#include "services/booking/adapters/kept_answer.hpp"
#include "services/booking/adapters/keys.hpp"

namespace plaza::booking {
namespace {

using redis::Access;
using redis::Command;

// A booking that changes between reading and writing it is read again, so often.
constexpr int attempts_max = 5;

constexpr std::string_view said_made = "made";
constexpr std::string_view said_changed = "changed";
constexpr std::string_view said_answered = "answered";  // and what
constexpr std::string_view said_repeated = "repeated";

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

Result<BookingStore::Changed> changed_before(Result<Booking> booking) {
  if (!booking) return std::unexpected(std::move(booking.error()));
  return BookingStore::Changed{.booking = std::move(*booking)};
}

std::int64_t ms(SystemTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

asio::awaitable<Result<BookingStore::Said>> BookingStore::step(RequestContext context, Command command) {
  const auto reply = co_await with_.redis->run(std::move(context), std::move(command));
  if (!reply) co_return std::unexpected(reply.error());
  const auto words = reply->list();
  if (words.empty()) co_return fail(Code::internal, "a script answered nothing");
  Said said{.word = std::string(words[0].text().value_or("")), .answer = {}};
  if (words.size() > 1) said.answer = words[1].text().value_or("");
  co_return said;
}

asio::awaitable<Result<Made>> BookingStore::reserve(RequestContext context, Booking booking, Key key) {
  const auto id = booking.id.to_string();
  const auto person = with_.sealing->digest_of(booking.person);
  const auto sealed = with_.sealing->seal(booking.person, booking.id);
  const auto [place, digest] = arguments_of(key);
  Command command(with_.scripts->reserve, Access::repeatable,
                  {keys::days(booking.station), keys::person(person), keys::booking(id), keys::owner(booking.owner),
                   keys::outbox, place},
                  to_compact(booking.date), id, person, booking.owner, ms(booking.created_at), sealed, booking.station,
                  trace_of(context), digest, key_lifetime_ms);
  const auto said = co_await step(context, std::move(command));
  if (!said) co_return std::unexpected(said.error());
  if (said->word == said_made) co_return Made{.booking = std::move(booking)};
  if (said->word == said_repeated) {
    auto before = co_await find_own(std::move(context), booking.id);
    if (!before) co_return std::unexpected(std::move(before.error()));
    co_return Made{.booking = std::move(*before), .repeated = true};
  }
  if (said->word != said_answered) co_return refusal(said->word, booking.station, booking.date);
  const auto made = Uuid::parse(said->answer);
  if (!made) co_return fail(Code::data_loss, "an idempotency key names no booking");
  const auto now = co_await find_own(std::move(context), *made);
  if (!now) co_return std::unexpected(now.error());
  // The same request made the same booking; what became of it later was not in the answer.
  booking.id = now->id;
  booking.created_at = booking.updated_at = now->created_at;
  co_return Made{.booking = std::move(booking), .repeated = true};
}

asio::awaitable<Result<std::optional<Booking>>> BookingStore::answered(RequestContext context, Uuid id, Key key) {
  if (!key) co_return std::nullopt;
  const auto kept = co_await with_.redis->run(context, Command("GET", Access::read, arguments_of(key).place));
  if (!kept) co_return std::unexpected(kept.error());
  if (!kept->text()) co_return std::nullopt;
  auto answer = answer_in(*kept->text(), *key);
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return co_await as_answered(std::move(context), id, *std::move(answer));
}

asio::awaitable<Result<Booking>> BookingStore::as_answered(RequestContext context, Uuid id, std::string state) {
  auto now = co_await find_own(std::move(context), id);
  if (!now) co_return std::unexpected(std::move(now.error()));
  co_return as_it_was(std::move(*now), state);
}

asio::awaitable<Result<BookingStore::Said>> BookingStore::keep(RequestContext context, Booking booking, Key key) {
  if (!key) co_return Said{.word = std::string(said_made), .answer = {}};
  const auto [place, digest] = arguments_of(key);
  Command command(with_.scripts->keep, Access::repeatable, {keys::booking(booking.id), place}, booking.version, digest,
                  key_lifetime_ms);
  co_return co_await step(std::move(context), std::move(command));
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
                                                                    std::optional<std::int64_t> expected, Key key) {
  auto before = co_await answered(context, id, key);
  if (!before) co_return std::unexpected(std::move(before.error()));
  if (*before) co_return Changed{.booking = std::move(**before)};
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto booking = co_await find_own(context, id);
    if (!booking) co_return std::unexpected(std::move(booking.error()));
    const auto go = may_cancel(*booking, expected);
    if (!go) co_return std::unexpected(go.error());
    const auto now = with_.clock->now();
    const bool changes = *go == Step::go;
    const auto said =
        changes ? co_await cancel_once(context, *booking, now, key) : co_await keep(context, *booking, key);
    if (!said) co_return std::unexpected(said.error());
    if (said->word == said_changed) continue;
    if (said->word == said_answered) co_return changed_before(co_await as_answered(context, id, said->answer));
    if (said->word != said_made) co_return refusal(said->word, booking->station, booking->date);
    if (!changes) co_return Changed{.booking = std::move(*booking)};
    booking->status = Status::cancelled;
    ++booking->version;
    booking->updated_at = now;
    co_return Changed{.booking = std::move(*booking), .changed = true};
  }
  co_return contended();
}

asio::awaitable<Result<BookingStore::Said>> BookingStore::cancel_once(RequestContext context, Booking booking,
                                                                      SystemTime now, Key key) {
  const auto [place, digest] = arguments_of(key);
  // Sent again after it was made, it finds another version, and the booking cancelled.
  Command command(with_.scripts->cancel, Access::repeatable,
                  {keys::booking(booking.id), keys::days(booking.station),
                   keys::person(with_.sealing->digest_of(booking.person)), keys::outbox, place},
                  booking.version, to_compact(booking.date), booking.station, booking.id.to_string(), ms(now),
                  trace_of(context), digest, key_lifetime_ms);
  co_return co_await step(std::move(context), std::move(command));
}

asio::awaitable<Result<BookingStore::Changed>> BookingStore::move(RequestContext context, Uuid id, Place to,
                                                                  std::optional<std::int64_t> expected, Key key) {
  auto before = co_await answered(context, id, key);
  if (!before) co_return std::unexpected(std::move(before.error()));
  if (*before) co_return Changed{.booking = std::move(**before)};
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto booking = co_await find_own(context, id);
    if (!booking) co_return std::unexpected(std::move(booking.error()));
    const auto go = may_move(*booking, to, expected);
    if (!go) co_return std::unexpected(go.error());
    const auto now = with_.clock->now();
    const bool changes = *go == Step::go;
    const auto said =
        changes ? co_await move_once(context, *booking, to, now, key) : co_await keep(context, *booking, key);
    if (!said) co_return std::unexpected(said.error());
    if (said->word == said_changed) continue;
    if (said->word == said_answered) co_return changed_before(co_await as_answered(context, id, said->answer));
    if (said->word != said_made) co_return refusal(said->word, to.station, to.date);
    if (!changes) co_return Changed{.booking = std::move(*booking)};
    booking->station = to.station;
    booking->date = to.date;
    ++booking->version;
    booking->updated_at = now;
    co_return Changed{.booking = std::move(*booking), .changed = true};
  }
  co_return contended();
}

asio::awaitable<Result<BookingStore::Said>> BookingStore::move_once(RequestContext context, Booking booking, Place to,
                                                                    SystemTime now, Key key) {
  const auto [place, digest] = arguments_of(key);
  Command command(with_.scripts->move, Access::repeatable,
                  {keys::booking(booking.id), keys::days(booking.station), keys::days(to.station), keys::outbox, place},
                  booking.version, to_compact(booking.date), booking.station, to_compact(to.date), to.station,
                  booking.id.to_string(), ms(now), trace_of(context), digest, key_lifetime_ms);
  co_return co_await step(std::move(context), std::move(command));
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
    if (said->word == said_made) co_return true;
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
