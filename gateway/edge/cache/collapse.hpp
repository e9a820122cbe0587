#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/http/router.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway {

// Fetches once what several clients read at the same time: on each worker the first of identical reads (read_key.hpp)
// asks the service, the others wait for its answer, each until its own deadline. When the first fails, those who wait
// are not failed with it: they try once more, together again. For answers that are the same for everybody.
// Counted in `collapsed_reads_total`.
class Collapse {
 public:
  // Who is beyond this asks for itself.
  static constexpr std::size_t waiting_max = 10'000;  // for one answer

  // `slots`: one for each worker that serves requests. Clock and metrics outlive it, and it the handlers.
  Collapse(const Clock& clock, std::size_t slots, telemetry::Metrics& metrics);

  // The handler with this around it.
  http::AsyncHandler around(http::AsyncHandler handler);

 private:
  // A read under way: those who wait, and what came of it.
  struct Flight {
    std::list<asio::steady_timer*> waiting;
    std::shared_ptr<const http::Response> answer;  // null: none yet, or its reader left
    bool over = false;
  };
  using Flights = std::unordered_map<std::string, std::shared_ptr<Flight>>;
  class Lead;
  class Place;

  asio::awaitable<http::Response> read(const http::AsyncHandler& handler, http::Request& request, std::string key);
  asio::awaitable<http::Response> lead(Flights& flights, std::string key, const http::AsyncHandler& handler,
                                       http::Request& request);
  // What the flight brings; null when its reader left, or the deadline of this one comes first.
  asio::awaitable<std::shared_ptr<const http::Response>> wait(std::shared_ptr<Flight> flight,
                                                              const http::Request& request);

  const Clock& clock_;
  std::vector<Flights> slots_;
  telemetry::Counter& collapsed_;
};

}  // namespace plaza::gateway
