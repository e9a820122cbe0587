#pragma once

#include "platform/postgres/loopback.hpp"
#include "services/orders/adapters/grpc_service.hpp"
#include "services/orders/adapters/schema.hpp"

// What the tests of this folder share: the service on a database of its own, without a network before it.
namespace plaza::orders {

using postgres::loopback::eventually;
using postgres::loopback::patience;

struct ServiceTest : testing::Test {
  ServiceTest() : server(postgres::TestServer::shared()), address(server.new_database()) {
    workers.start();
    EXPECT_TRUE(database.start());
  }
  ~ServiceTest() override {
    database.stop();
    workers.stop();
  }

  static RequestContext as(std::string subject, std::vector<std::string> scopes = {}) {
    auto context = postgres::loopback::within(patience);
    context.identity = {.subject = std::move(subject), .scopes = std::move(scopes)};
    context.trace = TraceContext::make(true);
    return context;
  }
  template <class T>
  std::future<T> begin(asio::awaitable<T> work, std::size_t worker = 0) {
    return asio::co_spawn(workers[worker].executor(), std::move(work), asio::use_future);
  }
  template <class T>
  T await(asio::awaitable<T> work) {
    return begin(std::move(work)).get();
  }

  v1::CreateOrderRequest order_for(std::string name) {
    v1::CreateOrderRequest request;
    request.set_id(Uuid::version7(clock.now()).to_string());
    request.set_customer_name(std::move(name));
    request.set_total_price(27'000);
    return request;
  }
  Result<v1::CreateOrderResponse> create(const v1::CreateOrderRequest& request, RequestContext context = as("ada")) {
    return await(service.create(request, std::move(context), workers[0]));
  }
  // The id of a new order.
  std::string created(RequestContext context = as("ada")) {
    const auto made = create(order_for("caesar"), std::move(context));
    EXPECT_TRUE(made) << made.error().message;
    return made->order().id();
  }
  Result<v1::Order> get(const std::string& id, RequestContext context = as("ada")) {
    v1::GetOrderRequest request;
    request.set_id(id);
    auto found = await(service.get(request, std::move(context), workers[0]));
    if (!found) return std::unexpected(found.error());
    return found->order();
  }
  Result<v1::CancelOrderResponse> cancel(const v1::CancelOrderRequest& request, RequestContext context = as("ada")) {
    return await(service.cancel(request, std::move(context), workers[0]));
  }
  static v1::CancelOrderRequest cancellation(const std::string& id) {
    v1::CancelOrderRequest request;
    request.set_id(id);
    return request;
  }
  std::string ask(const std::string& sql) { return server.run(address, sql)[0][0]; }
  bool shows(std::string_view line) { return metrics.exposition().find(line) != std::string::npos; }

  postgres::TestServer& server;
  postgres::ServerAddress address;
  SystemClock clock;
  telemetry::Metrics metrics{3};
  telemetry::RecordingTracer tracer{true};
  telemetry::RecordingLog log;
  Health health;
  Workers workers{2};
  std::atomic<int> woken = 0;
  postgres::Surroundings with{&workers, &clock, &health, &log, &metrics, &tracer};
  postgres::Database database{with, postgres::loopback::options_for(address), schema()};
  OrderStores stores{with, database, {}, [this] { ++woken; }};
  GrpcService service{stores, clock, metrics};
};

}  // namespace plaza::orders
