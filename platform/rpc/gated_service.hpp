#pragma once

#include <atomic>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/rpc/loopback.hpp"

// For tests that need calls under way.
namespace plaza::rpc::loopback {

// A method that must not be done twice.
struct Purchase : ThriftMethod<&pharmacy::wire::PharmacyServiceIf::getMap> {
  static constexpr Method method{.service = "pharmacy", .name = "getMap", .idempotent = false};
};

// Lets a service have Purchase, whose calls neither end nor are lost until the test opens the gate.
class Gate {
 public:
  explicit Gate(Service& service) : service_(&service), state_(std::make_shared<State>(service.worker())) {
    service.server().handle<Purchase>(
        [state = state_](const Purchase::Request&, const RequestContext&) -> asio::awaitable<Result<Purchase::Reply>> {
          ++state->waiting;
          co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
          co_return Purchase::Reply{};
        });
  }
  [[nodiscard]] bool has_waiting(int count) const {
    return eventually([&] { return state_->waiting == count; });
  }
  void open() {
    asio::post(service_->worker().executor(), [state = state_] { state->timer.cancel(); });
  }

 private:
  struct State {
    explicit State(Worker& worker) : timer(worker.executor(), SteadyTime::max()) {}
    asio::steady_timer timer;
    std::atomic<int> waiting = 0;
  };
  Service* service_;
  std::shared_ptr<State> state_;
};

}  // namespace plaza::rpc::loopback
