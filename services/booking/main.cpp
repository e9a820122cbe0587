// The booking service: places at vaccination stations, over gRPC; Redis holds them, Kafka tells of them.
#include "platform/process/process.hpp"
#include "platform/rpc/server_telemetry.hpp"
#include "services/booking/adapters/booking_events.hpp"
#include "services/booking/adapters/grpc_service.hpp"
#include "services/booking/options.hpp"

int main(int argc, char** argv) {
  using namespace plaza;
  booking::Options options;
  return run(argc, argv, "booking", options, [&options](Process& process) -> Result<void> {
    const auto sealing = booking::Sealing::from_file(options.privacy.key_file);
    if (!sealing) return std::unexpected(sealing.error());
    const auto stations = booking::read_station_file(options.stations.file);
    if (!stations) return std::unexpected(stations.error());
    const booking::Scripts scripts;
    redis::Store redis("booking", redis::Surroundings::of(process), options.redis,
                       process.credentials(options.redis.server.tls));
    redis.follow(process.dynamic().section("redis", options.redis));
    auto& background = process.workers().background();
    booking::Seeding seeding({&background, &process.clock(), &process.health(), &process.log(), &redis.of(background),
                              &scripts, &*stations});
    kafka::BrokerProducer producer("producer", kafka::parts_of(process), options.kafka, options.producer,
                                   booking::event_topics());
    booking::OutboxRelay relay(
        {&background, &process.clock(), &process.metrics(), &process.log(), &redis, &scripts, &producer},
        options.outbox);
    booking::WorkerStores stores(process.workers(), redis, scripts, *sealing, process.clock(), options.places);
    stores.follow(process.dynamic().section("places", options.places));
    const booking::GrpcService service(stores, *stations, process.clock(), process.metrics());
    const auto telemetry = std::make_shared<rpc::ServerTelemetry>(process.workers().size(), process.clock(),
                                                                  process.metrics(), process.tracer(), process.log(),
                                                                  process.in_flight(), process.slow_requests());
    rpc::GrpcServer server("booking", process.serving(), process.clock(), process.health(), options.grpc, telemetry,
                           process.credentials(options.grpc.tls));
    service.attach_to(server);
    server.follow(process.dynamic().section("grpc.admission", options.grpc.admission));
    return process.serve({&redis, &producer, &relay, &seeding, &server});
  });
}
