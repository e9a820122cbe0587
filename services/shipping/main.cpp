// The shipping service: one shipment for every order, over gRPC; it learns of orders by Kafka and tells of shipments
// there.
#include "platform/kafka/consumer_group.hpp"
#include "platform/process/process.hpp"
#include "platform/rpc/server_telemetry.hpp"
#include "services/shipping/adapters/grpc_service.hpp"
#include "services/shipping/adapters/order_events.hpp"
#include "services/shipping/adapters/schema.hpp"
#include "services/shipping/adapters/shipment_updates.hpp"
#include "services/shipping/options.hpp"

int main(int argc, char** argv) {
  using namespace plaza;
  shipping::Options options;
  return run(argc, argv, "shipping", options, [&options](Process& process) {
    const auto with = postgres::Surroundings::of(process);
    postgres::Database database(with, options.postgres, shipping::schema());
    database.follow(process.dynamic().section("postgres", options.postgres));
    kafka::BrokerProducer producer("producer", kafka::parts_of(process), options.kafka, options.producer,
                                   {{std::string(shipping::shipment_updated_topic)}});
    outbox::Relay relay(
        {&process.workers().background(), &process.clock(), &process.metrics(), &process.log(), &producer},
        options.outbox, [&database] { return database.target(); });
    const shipping::ShipmentStores stores(with, database, options.batches, [&relay] { relay.wake(); });
    const shipping::OrderEvents orders(stores, process.metrics());
    kafka::ConsumerGroup consumer(
        kafka::parts_of(process), process.serving(), options.kafka, options.consumer,
        {{std::string(shipping::order_created_topic)}, {std::string(shipping::order_cancelled_topic)}},
        [&orders](Worker& worker, const kafka::Received& received) { return orders.take(worker, received); }, producer);
    postgres::Retention retention(with, database, options.retention.work, retention_rules(options.retention));
    const shipping::GrpcService service(stores, process.metrics());
    const auto telemetry = std::make_shared<rpc::ServerTelemetry>(process.workers().size(), process.clock(),
                                                                  process.metrics(), process.tracer(), process.log(),
                                                                  process.in_flight(), process.slow_requests());
    rpc::GrpcServer server("shipping", process.serving(), process.clock(), process.health(), options.grpc, telemetry,
                           process.credentials(options.grpc.tls));
    service.attach_to(server);
    server.follow(process.dynamic().section("grpc.admission", options.grpc.admission));
    return process.serve({&database, &producer, &relay, &retention, &consumer, &server});
  });
}
