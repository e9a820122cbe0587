#pragma once

#include <fmt/format.h>

#include "platform/outbox/cloud_event.hpp"
#include "platform/postgres/loopback.hpp"
#include "platform/rpc/grpc/timestamp.hpp"
#include "services/shipping/adapters/grpc_service.hpp"
#include "services/shipping/adapters/order_events.hpp"
#include "services/shipping/adapters/schema.hpp"

#include "plaza/events/v1/order_cancelled.pb.h"
#include "plaza/events/v1/order_created.pb.h"

// What the tests of this folder share: the service on a database of its own, without network and broker before it.
namespace plaza::shipping {

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

  std::string new_order() { return Uuid::version7(clock.now()).to_string(); }
  static kafka::Received received(std::string_view topic, const std::string& order_id, std::string event_id,
                                  const google::protobuf::Message& event) {
    kafka::Received record;
    record.record = {
        .topic = std::string(topic),
        .key = order_id,
        .value = event.SerializeAsString(),
        .headers = outbox::to_headers(
            {.id = std::move(event_id), .source = "/plaza/orders", .type = event.GetDescriptor()->full_name()})};
    record.context = postgres::loopback::within(patience);
    return record;
  }
  kafka::Received creation(const std::string& order_id, const std::string& owner = "ada",
                           const std::string& customer_name = "caesar") {
    events::v1::OrderCreated event;
    event.set_order_id(order_id);
    event.set_owner(owner);
    event.set_customer_name(customer_name);
    event.set_version(1);
    rpc::set_time(*event.mutable_created_at(), clock.now());
    return received(order_created_topic, order_id, order_id + "/1", event);
  }
  kafka::Received cancellation(const std::string& order_id, const std::string& owner = "ada") {
    events::v1::OrderCancelled event;
    event.set_order_id(order_id);
    event.set_owner(owner);
    event.set_version(2);
    rpc::set_time(*event.mutable_cancelled_at(), clock.now());
    return received(order_cancelled_topic, order_id, order_id + "/2", event);
  }
  Result<void> take(const kafka::Received& record) { return await(orders.take(workers[0], record)); }

  Result<v1::Shipment> of_order(const std::string& order_id, RequestContext context = as("ada")) {
    v1::GetShipmentByOrderRequest request;
    request.set_order_id(order_id);
    auto found = await(service.get_by_order(request, std::move(context), workers[0]));
    if (!found) return std::unexpected(found.error());
    return found->shipment();
  }
  // A shipment that was asked for.
  v1::Shipment requested(const std::string& order_id) {
    EXPECT_TRUE(take(creation(order_id)));
    return of_order(order_id).value();
  }
  static v1::RecordCarrierEventRequest report(const std::string& id, v1::ShipmentStatus status) {
    v1::RecordCarrierEventRequest request;
    request.set_shipment_id(id);
    request.set_status(status);
    return request;
  }
  Result<v1::Shipment> record(const v1::RecordCarrierEventRequest& request,
                              RequestContext context = as("van", {"courier"})) {
    auto done = await(service.record(request, std::move(context), workers[0]));
    if (!done) return std::unexpected(done.error());
    return done->shipment();
  }
  Result<v1::ErasePersonResponse> erase(const std::string& subject, RequestContext context) {
    v1::ErasePersonRequest request;
    request.set_subject(subject);
    return await(service.erase(request, std::move(context), workers[0]));
  }
  // The clock has moved on since: what happens now is later than all before.
  void pass_a_moment() {
    const auto then = clock.now();
    EXPECT_TRUE(eventually([&] { return clock.now() > then + milliseconds{1}; }));
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
  ShipmentStores stores{with, database, {}, [this] { ++woken; }};
  OrderEvents orders{stores, metrics};
  GrpcService service{stores, metrics};
};

}  // namespace plaza::shipping
