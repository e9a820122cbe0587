// The orders service: what customers have asked for, over gRPC; PostgreSQL holds it, Kafka tells of it.
#include "platform/kafka/consumer_group.hpp"
#include "platform/process/process.hpp"
#include "platform/rpc/server_telemetry.hpp"
#include "services/orders/adapters/grpc_service.hpp"
#include "services/orders/adapters/order_events.hpp"
#include "services/orders/adapters/schema.hpp"
#include "services/orders/adapters/shipment_progress.hpp"
#include "services/orders/options.hpp"

int main(int argc, char** argv) {
  using namespace plaza;
  orders::Options options;
  return run(argc, argv, "orders", options, [&options](Process& process) {
    const auto with = postgres::Surroundings::of(process);
    postgres::Database database(with, options.postgres, orders::schema());
    database.follow(process.dynamic().section("postgres", options.postgres));
    kafka::BrokerProducer producer(
        "producer", kafka::parts_of(process), options.kafka, options.producer,
        {{std::string(orders::order_created_topic)}, {std::string(orders::order_cancelled_topic)}});
    outbox::Relay relay(
        {&process.workers().background(), &process.clock(), &process.metrics(), &process.log(), &producer},
        options.outbox, [&database] { return database.target(); });
    const orders::OrderStores stores(with, database, options.batches, [&relay] { relay.wake(); });
    const orders::ShipmentProgress progress(stores, process.metrics());
    kafka::ConsumerGroup consumer(
        kafka::parts_of(process), process.serving(), options.kafka, options.consumer,
        {{std::string(orders::shipment_updated_topic)}},
        [&progress](Worker& worker, const kafka::Received& received) { return progress.take(worker, received); },
        producer);
    postgres::Retention retention(with, database, options.retention.work, retention_rules(options.retention));
    const orders::GrpcService service(stores, process.clock(), process.metrics());
    const auto telemetry = std::make_shared<rpc::ServerTelemetry>(process.workers().size(), process.clock(),
                                                                  process.metrics(), process.tracer(), process.log(),
                                                                  process.in_flight(), process.slow_requests());
    rpc::GrpcServer server("orders", process.serving(), process.clock(), process.health(), options.grpc, telemetry,
                           process.credentials(options.grpc.tls));
    service.attach_to(server);
    server.follow(process.dynamic().section("grpc.admission", options.grpc.admission));
    return process.serve({&database, &producer, &relay, &retention, &consumer, &server});
  });
}
