#include "gateway/edge/cache/collapse.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/edge/cache/read_key.hpp"
#include "platform/http/problem.hpp"

namespace plaza::gateway {
namespace {

// A read that failed twice would fail a third time.
constexpr int failures_max = 2;

// An answer about what is read, not about whoever read it.
bool is_for_all(const std::shared_ptr<const http::Response>& answer) {
  return answer && answer->status < 500;
}

http::Response too_late(const http::Request& request) {
  return http::problem(request, Error{.code = Code::deadline_exceeded, .message = "the answer was not ready in time"});
}

}  // namespace

// Ends a flight, also when its coroutine is let go before it has an answer.
class Collapse::Lead {
 public:
  Lead(Flights& flights, std::string key) : flights_(flights), key_(std::move(key)) { flights_.emplace(key_, flight_); }
  Lead(const Lead&) = delete;
  Lead& operator=(const Lead&) = delete;
  ~Lead() {
    flight_->over = true;
    flights_.erase(key_);
    for (auto* timer : flight_->waiting) timer->cancel();
  }
  // Whether anybody waits.
  [[nodiscard]] bool watched() const { return !flight_->waiting.empty(); }
  void bring(std::shared_ptr<const http::Response> answer) { flight_->answer = std::move(answer); }

 private:
  Flights& flights_;
  std::string key_;
  std::shared_ptr<Flight> flight_ = std::make_shared<Flight>();
};

// A place among those who wait, for as long as this lives.
class Collapse::Place {
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

Collapse::Collapse(const Clock& clock, std::size_t slots, telemetry::Metrics& metrics)
    : clock_(clock),
      slots_(slots),
      collapsed_(metrics.counter("collapsed_reads_total", "Reads answered by what an identical read brought")) {}

http::AsyncHandler Collapse::around(http::AsyncHandler handler) {
  return [this, handler = std::move(handler)](http::Request& request) -> asio::awaitable<http::Response> {
    std::string key;
    if (!write_read_key(request, key)) return handler(request);
    return read(handler, request, std::move(key));
  };
}

asio::awaitable<http::Response> Collapse::read(const http::AsyncHandler& handler, http::Request& request,
                                               std::string key) {
  auto& flights = slots_.at(request.worker().index());
  // Each round ends with a reader that is gone, and all of them with this one's deadline.
  for (int failures = 0;;) {
    const auto found = flights.find(key);
    if (found == flights.end()) co_return co_await lead(flights, std::move(key), handler, request);
    if (found->second->waiting.size() >= waiting_max) co_return co_await handler(request);
    const auto answer = co_await wait(found->second, request);
    if (request.context.expired(clock_.steady_now()) && !is_for_all(answer)) co_return too_late(request);
    // That the time was not enough for another says nothing about this one.
    if (answer && !is_for_all(answer) && answer->status != 504) ++failures;
    if (is_for_all(answer) || failures == failures_max) {
      collapsed_.add(request.worker().index());
      co_return *answer;
    }
  }
}

asio::awaitable<http::Response> Collapse::lead(Flights& flights, std::string key, const http::AsyncHandler& handler,
                                               http::Request& request) {
  Lead lead(flights, std::move(key));
  auto response = co_await handler(request);
  const bool can_be_shared = !std::holds_alternative<http::StreamedBody>(response.body);
  if (can_be_shared && lead.watched()) lead.bring(std::make_shared<const http::Response>(response));
  co_return response;
}

asio::awaitable<std::shared_ptr<const http::Response>> Collapse::wait(std::shared_ptr<Flight> flight,
                                                                      const http::Request& request) {
  asio::steady_timer timer(co_await asio::this_coro::executor, request.context.deadline);
  const Place place(*flight, timer);
  if (!flight->over) co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return flight->answer;
}

}  // namespace plaza::gateway
