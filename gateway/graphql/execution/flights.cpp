#include "gateway/graphql/execution/flights.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::graphql {

// A place among those who wait, for as long as this lives.
class Flights::Place {
 public:
  Place(Flight& flight, asio::steady_timer& timer)
      : flight_(flight), place_(flight.waiting.insert(flight.waiting.end(), &timer)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { flight_.waiting.erase(place_); }

 private:
  Flight& flight_;
  std::list<asio::steady_timer*>::iterator place_;
};

asio::awaitable<std::shared_ptr<const Answer>> Flights::wait(const std::string& key, SteadyTime until,
                                                             asio::any_io_executor executor) {
  const auto found = flights_->find(key);
  if (found == flights_->end() || found->second->waiting.size() >= waiting_max) co_return nullptr;
  const auto flight = found->second;
  asio::steady_timer timer(executor, until);
  const Place place(*flight, timer);
  if (!flight->over) co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return flight->answer;
}

Flights::Lead Flights::lead(const std::string& key) {
  return {flights_, key};
}

Flights::Lead::Lead(std::shared_ptr<Map> flights, const std::string& key) : flights_(std::move(flights)), key_(key) {
  const auto [place, added] = flights_->try_emplace(key_);
  if (added) flight_ = place->second = std::make_shared<Flight>();
}

Flights::Lead::~Lead() {
  if (!flight_) return;
  flight_->over = true;
  flights_->erase(key_);
  for (auto* timer : flight_->waiting) timer->cancel();
}

void Flights::Lead::bring(const Answer& answer) {
  if (!flight_ || flight_->waiting.empty() || answer.errors > 0) return;
  auto shared = std::make_shared<Answer>(answer);
  shared->shared = true;
  flight_->answer = std::move(shared);
}

}  // namespace plaza::graphql
