// What orders cost on their way into PostgreSQL and out of its outbox: group commit on a durable server of its own,
// then the relay with a broker that acknowledges at once. Prints one line of JSON.
#include "platform/outbox/outbox.hpp"

#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "platform/outbox/cloud_event.hpp"
#include "platform/outbox/relay.hpp"
#include "platform/postgres/batcher.hpp"
#include "platform/postgres/pool.hpp"
#include "platform/postgres/test_server.hpp"

namespace {

using namespace plaza;  // NOLINT(google-build-using-namespace): this program is about nothing else
using postgres::Parameters;

constexpr std::size_t callers = 2'000;
constexpr std::chrono::seconds length{5};
constexpr std::size_t value_bytes = 100;

constexpr postgres::Statement insert_orders{
    "insert_orders", "insert into orders (id, customer_name, total_price) select * from unnest($1, $2, $3)"};

struct Order {
  Uuid id;
  std::string customer;
  std::int32_t price;
};
using Orders = postgres::Batcher<Order, Uuid>;

class NoLog final : public telemetry::Log {
 public:
  void write(telemetry::Level, std::string_view, std::initializer_list<telemetry::Attribute>,
             const TraceContext*) override {}
  void write_lines(std::string) override {}
  void set_level(telemetry::Level) override {}
  [[nodiscard]] telemetry::Level level() const override { return telemetry::Level::error; }
  [[nodiscard]] std::uint64_t dropped_lines() const override { return 0; }
  void flush() override {}
};

class NoTraces final : public telemetry::Tracer {
 public:
  [[nodiscard]] bool sample() override { return false; }
  void record(telemetry::Span) override {}
  [[nodiscard]] std::uint64_t dropped_spans() const override { return 0; }
};

class EagerBroker final : public kafka::Producer {
 public:
  asio::awaitable<Result<void>> send(kafka::Record) override {
    sent.fetch_add(1, std::memory_order_relaxed);
    co_return Result<void>{};
  }
  std::atomic<std::size_t> sent = 0;
};

kafka::Record created(const Order& order, SystemTime now) {
  return {.topic = "order-created",
          .key = order.id.to_string(),
          .value = std::string(value_bytes, 'v'),
          .headers = outbox::to_headers({.id = order.id.to_string(),
                                         .source = "/plaza/orders",
                                         .type = "plaza.events.v1.OrderCreated",
                                         .time = now,
                                         .trace = TraceContext::make(false)})};
}

asio::awaitable<Result<std::vector<Uuid>>> write(postgres::Pool& pool, const Clock& clock, RequestContext context,
                                                 std::span<const Order> orders) {
  std::vector<Uuid> ids;
  std::vector<std::string_view> customers;
  std::vector<std::int32_t> prices;
  std::vector<kafka::Record> events;
  events.reserve(orders.size());
  for (const auto& order : orders) {
    ids.push_back(order.id);
    customers.emplace_back(order.customer);
    prices.push_back(order.price);
    events.push_back(created(order, clock.now()));
  }
  postgres::Commands commands;
  commands.emplace_back(insert_orders, Parameters(ids, customers, prices));
  commands.push_back(outbox::write(events));
  const auto done = co_await pool.together(std::move(context), std::move(commands));
  if (!done) co_return std::unexpected(done.error());
  co_return ids;
}

asio::awaitable<void> call(Orders& orders, const Clock& clock, const bool& stop, std::size_t& done,
                           std::size_t& running) {
  while (!stop) {
    RequestContext context;
    context.deadline = clock.steady_now() + std::chrono::seconds(10);
    const auto answer = co_await orders.submit(context, {Uuid::version7(clock.now()), "caesar", 27'000});
    if (answer) ++done;
  }
  --running;
}

double own_cpu_s() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double seconds_since(SteadyTime start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Condition>
void wait_until(Condition condition) {
  while (!condition()) std::this_thread::sleep_for(milliseconds{5});
}

}  // namespace

int main() {
  postgres::TestServer server(true);
  const auto database = server.new_database();
  server.run(database,
             "create table orders (id uuid primary key, customer_name text not null, total_price integer not "
             "null, created_at timestamptz not null default now())");
  server.run(database, std::string(outbox::table(1).sql));
  const SystemClock clock;
  NoLog log;
  NoTraces traces;
  telemetry::Metrics metrics(2);
  EagerBroker broker;
  Workers workers(1);
  postgres::Options options;
  options.server = database;
  postgres::Pool pool({&workers[0], &clock, &metrics, &traces, &log}, options, {});
  Orders orders(workers[0].executor(), clock, {}, postgres::BatcherMetrics(metrics, "orders", workers[0]),
                [&](RequestContext context, std::span<const Order> rows) {
                  return write(pool, clock, std::move(context), rows);
                });
  outbox::Relay relay({&workers[0], &clock, &metrics, &log, &broker}, {},
                      [&] { return postgres::Target{.server = database, .password = "", .application = ""}; });
  workers.start();
  pool.start();

  bool stop = false;
  std::size_t done = 0;
  std::size_t running = callers;
  const auto read = [&](std::size_t& of) {
    std::size_t value = 0;
    run_on(workers[0], [&] { value = of; });
    return value;
  };
  const double cpu_before = own_cpu_s() + server.cpu_s();
  auto began = std::chrono::steady_clock::now();
  run_on(workers[0], [&] {
    for (std::size_t i = 0; i < callers; ++i) {
      asio::co_spawn(workers[0].executor(), call(orders, clock, stop, done, running), asio::detached);
    }
  });
  std::this_thread::sleep_for(length);
  run_on(workers[0], [&] { stop = true; });
  wait_until([&] { return read(running) == 0; });
  const double written_s = seconds_since(began);
  const double write_cpu_s = own_cpu_s() + server.cpu_s() - cpu_before;
  const auto written = read(done);

  const double relay_cpu_before = own_cpu_s() + server.cpu_s();
  began = std::chrono::steady_clock::now();
  if (!relay.start()) return 1;
  wait_until([&] { return broker.sent.load() >= written; });
  const double relayed_s = seconds_since(began);
  const double relay_cpu_s = own_cpu_s() + server.cpu_s() - relay_cpu_before;
  const auto count = static_cast<double>(written);
  fmt::print(
      "{{\"orders\": {}, \"written_per_s\": {:.0f}, \"write_cpu_us\": {:.2f}, \"relayed_per_s\": {:.0f}, "
      "\"relay_cpu_us\": {:.2f}}}\n",
      written, count / written_s, write_cpu_s / count * 1e6, count / relayed_s, relay_cpu_s / count * 1e6);
  relay.stop_accepting();
  wait_until([&] { return relay.drained(); });
  pool.stop();
  workers.stop();
  return 0;
}
