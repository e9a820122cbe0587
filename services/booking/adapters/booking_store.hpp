#pragma once

#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "platform/redis/client.hpp"
#include "platform/rpc/idempotency_key.hpp"
#include "services/booking/adapters/scripts.hpp"
#include "services/booking/adapters/sealing.hpp"
#include "services/booking/app/booking.hpp"
#include "services/booking/app/change.hpp"
#include "services/booking/app/page.hpp"

namespace plaza::booking {

namespace asio = boost::asio;

// What the stores of a worker work with; all of it outlives them.
struct StoreParts {
  redis::Client* redis;
  const Scripts* scripts;
  const Sealing* sealing;
  const Clock* clock;
};

// What was asked for, and whether it had been made before.
struct Made {
  Booking booking;
  bool repeated = false;
};

// Bookings in Redis, for one worker. Who may see a booking is asked here, because a change looks at it again when it
// was changed meanwhile: a booking that is not the caller's is not_found.
class BookingStore {
 public:
  explicit BookingStore(StoreParts parts) : with_(parts) {}

  // Where there is one, the same key with the same request is given the same answer, and with another one
  // failed_precondition (IDEMPOTENCY_KEY_REUSED).
  using Key = std::optional<rpc::IdempotencyKey>;

  // Errors: not_found (UNKNOWN_DAY), failed_precondition (FULLY_BOOKED), already_exists (ALREADY_BOOKED), and those of
  // Redis.
  asio::awaitable<Result<Made>> reserve(RequestContext context, Booking booking, Key key);

  // Those that the caller may see, in the order of the ids.
  asio::awaitable<Result<std::vector<Booking>>> find(RequestContext context, std::vector<Uuid> ids);

  struct Bookings {
    std::vector<Booking> bookings;
    bool more = false;
  };
  // Newest first.
  asio::awaitable<Result<Bookings>> list(RequestContext context, Page page);

  // The booking as it is afterwards; `changed`: by this call.
  struct Changed {
    Booking booking;
    bool changed = false;
  };
  asio::awaitable<Result<Changed>> cancel(RequestContext context, Uuid id, std::optional<std::int64_t> expected,
                                          Key key);
  asio::awaitable<Result<Changed>> move(RequestContext context, Uuid id, Place to, std::optional<std::int64_t> expected,
                                        Key key);

  // Whoever it belongs to. False when there is no person in it (any more).
  asio::awaitable<Result<bool>> erase(RequestContext context, Uuid id);
  // The ids of all bookings of an owner, at most `count`.
  asio::awaitable<Result<std::vector<Uuid>>> ids_of(RequestContext context, std::string owner, std::size_t count);

 private:
  // What a script says: a word, and with some words what they are about.
  struct Said {
    std::string word;
    std::string answer;
  };
  asio::awaitable<Result<Said>> step(RequestContext context, redis::Command command);
  asio::awaitable<Result<Said>> cancel_once(RequestContext context, Booking booking, SystemTime now, Key key);
  asio::awaitable<Result<Said>> move_once(RequestContext context, Booking booking, Place to, SystemTime now, Key key);
  // For a change that has nothing to do: its answer is the booking as it is.
  asio::awaitable<Result<Said>> keep(RequestContext context, Booking booking, Key key);

  asio::awaitable<Result<Booking>> find_own(RequestContext context, Uuid id);
  // What the same request was answered before; nothing when it is new.
  asio::awaitable<Result<std::optional<Booking>>> answered(RequestContext context, Uuid id, Key key);
  asio::awaitable<Result<Booking>> as_answered(RequestContext context, Uuid id, std::string state);

  StoreParts with_;
};

}  // namespace plaza::booking
