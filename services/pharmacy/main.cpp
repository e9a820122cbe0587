// The pharmacy service: the mask map of Taiwan, over Thrift.
#include "platform/process/process.hpp"
#include "platform/rpc/server_telemetry.hpp"
#include "services/pharmacy/adapters/feed_sync.hpp"
#include "services/pharmacy/adapters/thrift_service.hpp"
#include "services/pharmacy/options.hpp"

int main(int argc, char** argv) {
  using namespace plaza;
  pharmacy::Options options;
  return run(argc, argv, "pharmacy", options, [&options](Process& process) {
    const auto present = std::make_shared<pharmacy::Present>();
    pharmacy::FeedSync feed(process, options.feed, present);
    const pharmacy::ThriftService service(present, process.clock(), options.feed.freshness(),
                                          process.workers().size() + 1);
    const auto telemetry = std::make_shared<rpc::ServerTelemetry>(process.workers().size(), process.clock(),
                                                                  process.metrics(), process.tracer(), process.log(),
                                                                  process.in_flight(), process.slow_requests());
    rpc::ThriftServer server("pharmacy", process.serving(), process.clock(), process.health(), options.thrift,
                             telemetry, process.credentials(options.thrift.tls));
    service.attach_to(server);
    server.follow(process.dynamic().section("thrift.admission", options.thrift.admission));
    return process.serve({&feed, &server});
  });
}
