#include "bench/orders/order_load.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include "platform/core/uuid.hpp"
#include "platform/core/worker.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/orders/v1/methods.hpp"

namespace plaza::bench {
namespace {

using std::chrono::steady_clock;

constexpr milliseconds tick{1};

steady_clock::duration seconds(double value) {
  return std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(value));
}

}  // namespace

struct OrderLoad::State {
  explicit State(const OrderLoadOptions& with)
      : options(with), begin(steady_clock::now() + seconds(with.warmup_seconds)), tally(begin, with.seconds) {
    rpc::GrpcChannelOptions of_channel;
    of_channel.endpoints = options.endpoints;
    of_channel.connection.pending_calls_max = options.under_way_max + 1;
    for (std::uint32_t i = 0; i < options.connections; ++i) {
      channels.push_back(std::make_unique<rpc::GrpcChannel>(workers[0], clock, of_channel));
    }
  }

  [[nodiscard]] bool over() const { return steady_clock::now() >= begin + seconds(options.seconds); }

  asio::awaitable<void> make_order(TimePoint due) {
    orders::v1::CreateOrderRequest request;
    request.set_id(Uuid::version7(clock.now()).to_string());
    request.set_customer_name("caesar");
    request.set_total_price(27'000);
    RequestContext context;
    context.deadline = steady_clock::now() + seconds(options.timeout_seconds);
    context.trace = TraceContext::make(false);
    auto& channel = *channels[next_channel++ % channels.size()];
    const auto made = co_await rpc::call<orders::v1::CreateOrder>(channel, std::move(context), std::move(request));
    tally.answered({.status = made ? 200U : 503U}, due, steady_clock::now());
  }

  asio::awaitable<void> one_after_the_other() {
    while (!over()) co_await make_order(steady_clock::now());
  }

  asio::awaitable<void> begin_at(TimePoint due) {
    ++under_way;
    co_await make_order(due);
    --under_way;
  }

  asio::awaitable<void> at_a_rate() {
    asio::steady_timer timer(workers[0].executor());
    auto due = steady_clock::now();
    while (!over()) {
      for (const auto now = steady_clock::now(); due <= now; due += seconds(1 / options.rate)) {
        if (under_way >= options.under_way_max) {
          tally.lost(Tally::Loss::not_sent, due);
        } else {
          asio::co_spawn(workers[0].executor(), begin_at(due), asio::detached);
        }
      }
      timer.expires_after(tick);
      co_await timer.async_wait(asio::use_awaitable);
    }
    while (under_way > 0) {
      timer.expires_after(tick);
      co_await timer.async_wait(asio::use_awaitable);
    }
  }

  OrderLoadOptions options;
  TimePoint begin;
  Tally tally;
  SystemClock clock;
  Workers workers{1};
  std::vector<std::unique_ptr<rpc::GrpcChannel>> channels;
  std::size_t next_channel = 0;
  std::uint32_t under_way = 0;
};

OrderLoad::OrderLoad(const OrderLoadOptions& options) : state_(std::make_unique<State>(options)) {}
OrderLoad::~OrderLoad() = default;

Tally OrderLoad::run() {
  auto& state = *state_;
  state.workers.start();
  std::vector<std::future<void>> all;
  const auto executor = state.workers[0].executor();
  if (state.options.rate > 0) {
    all.push_back(asio::co_spawn(executor, state.at_a_rate(), asio::use_future));
  } else {
    for (std::uint32_t i = 0; i < state.options.at_once; ++i) {
      all.push_back(asio::co_spawn(executor, state.one_after_the_other(), asio::use_future));
    }
  }
  for (auto& one : all) one.get();
  run_on(state.workers[0], [&state] { state.channels.clear(); });
  state.workers.stop();
  return state.tally;
}

}  // namespace plaza::bench
