#include "services/booking/adapters/station_store.hpp"

#include <fmt/format.h>

#include "services/booking/adapters/booking_fields.hpp"
#include "services/booking/adapters/kept_answer.hpp"
#include "services/booking/adapters/keys.hpp"

namespace plaza::booking {

void PlacesOptions::describe(config::Section section) {
  section.value("cached_ms", cached, "the places left of a station are read anew when they are so old",
                {.min = 0, .max = 60'000});
}

asio::awaitable<Result<std::vector<StationView>>> StationStore::views(RequestContext context,
                                                                      std::vector<const Station*> stations) {
  std::vector<const Station*> stale;
  const auto now = with_.clock->steady_now();
  for (const auto* station : stations) {
    const auto known = known_.find(station);
    if (known == known_.end() || now - known->second.read_at >= options_.cached) stale.push_back(station);
  }
  if (!stale.empty()) {
    if (auto done = co_await read(std::move(context), std::move(stale)); !done) {
      co_return std::unexpected(std::move(done.error()));
    }
  }
  std::vector<StationView> views;
  views.reserve(stations.size());
  for (const auto* station : stations) views.push_back({station, known_[station].days});
  co_return views;
}

asio::awaitable<Result<void>> StationStore::read(RequestContext context, std::vector<const Station*> stations) {
  std::vector<std::string> names;
  names.reserve(stations.size());
  for (const auto* station : stations) names.push_back(keys::days(station->name));
  const std::vector<std::string_view> all(names.begin(), names.end());
  const auto began = with_.clock->steady_now();
  const auto reply =
      co_await with_.redis->run(std::move(context), redis::Command(with_.scripts->read, redis::Access::read, all));
  if (!reply) co_return std::unexpected(reply.error());
  if (reply->list().size() != stations.size()) co_return fail(Code::internal, "a script answered too little");
  for (std::size_t i = 0; i < stations.size(); ++i) {
    known_[stations[i]] = {began, std::make_shared<const std::vector<StationDay>>(read_days(reply->list()[i]))};
  }
  co_return Result<void>{};
}

asio::awaitable<Result<StationDay>> StationStore::set_capacity(RequestContext context, Place place,
                                                               std::int64_t capacity, BookingStore::Key key) {
  const auto [kept_at, digest] = arguments_of(key);
  redis::Command command(with_.scripts->set_capacity, redis::Access::repeatable, {keys::days(place.station), kept_at},
                         to_compact(place.date), capacity, digest, key_lifetime_ms);
  const auto reply = co_await with_.redis->run(std::move(context), std::move(command));
  if (!reply) co_return std::unexpected(reply.error());
  const auto answer = reply->list();
  const auto said = answer.empty() ? std::nullopt : answer[0].text();
  if (said == "key_reused") co_return std::unexpected(rpc::key_reused());
  const auto number = answer.size() == 2 ? number_in(answer[1].text().value_or("")) : std::nullopt;
  if (!number) co_return fail(Code::internal, "a script answered too little");
  if (said == "below_taken") {
    co_return fail(Code::failed_precondition, fmt::format("{} places are taken already", *number),
                   std::string(reason_below_taken));
  }
  co_return StationDay{.date = place.date, .capacity = capacity, .available = *number};
}

}  // namespace plaza::booking
