#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/component.hpp"
#include "platform/core/config.hpp"
#include "platform/core/dynamic.hpp"
#include "platform/core/health.hpp"
#include "platform/core/worker.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/process/debug_page.hpp"
#include "platform/telemetry/in_flight.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/telemetry/slow_requests.hpp"
#include "platform/telemetry/trace.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza {

// What every process has before it has work of its own: options, workers, log, metrics, traces, health, an operations
// port, and the stages of stopping. A main.cpp is a packing list around it:
//
//   int main(int argc, char** argv) {
//     Options options;
//     return plaza::run(argc, argv, "pharmacy", options, [&](plaza::Process& process) {
//       Feed feed(process, options.feed);
//       rpc::ThriftServer server(...);
//       return process.serve({&feed, &server});
//     });
//   }
class Process {
 public:
  virtual ~Process() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual Workers& workers() = 0;
  // The serving workers, without the background one.
  [[nodiscard]] virtual std::vector<Worker*> serving() = 0;
  [[nodiscard]] virtual const Clock& clock() const = 0;
  [[nodiscard]] virtual Health& health() = 0;
  // The options that may be changed while the process runs. Ask for sections before serve().
  [[nodiscard]] virtual config::Dynamic& dynamic() = 0;
  [[nodiscard]] virtual telemetry::Log& log() = 0;
  [[nodiscard]] virtual telemetry::Metrics& metrics() = 0;
  [[nodiscard]] virtual telemetry::Tracer& tracer() = 0;
  // For a protocol's server to tell what it is busy with; shown on the operations port.
  [[nodiscard]] virtual telemetry::InFlight& in_flight() = 0;
  // For a protocol's server to tell what took long.
  [[nodiscard]] virtual telemetry::SlowRequests& slow_requests() = 0;
  // What /debug on the operations port shows. Add sections before serve().
  [[nodiscard]] virtual DebugPage& debug() = 0;
  // Metrics, spans, access log and requests in flight, for an http::Server on the serving workers.
  [[nodiscard]] virtual http::Observer& http_observer() = 0;
  // What TLS shows and trusts, or null where the options name none. Read here, and again whenever its files change;
  // when it cannot be read now, serve() fails and says why. Before serve().
  [[nodiscard]] virtual std::shared_ptr<tls::Credentials> credentials(const tls::ServerOptions& options) = 0;
  [[nodiscard]] virtual std::shared_ptr<tls::Credentials> credentials(const tls::ClientOptions& options) = 0;
  // Adds /healthz, /readyz and /metrics to a router, for a process that shows them on its main port too.
  virtual void add_health_routes(http::Router& router) = 0;

  // Opens the operations port, starts the components in order, and returns when the process has stopped as it should:
  // SIGTERM or SIGINT fails readiness, the grace period passes, what queues is accepted, what was begun is finished
  // (until the drain timeout), components stop in reverse order, logs and spans are flushed. A second signal exits at
  // once. When it returns, the workers have ended: nothing runs any more that uses what the body owns.
  [[nodiscard]] virtual Result<void> serve(std::initializer_list<Component*> components) = 0;
};

using ProcessBody = std::function<Result<void>(Process&)>;

// Reads the command line (--config FILE, --check-config, --print-config, --version, --help) and the configuration, and
// runs `body`. Returns the exit code: 0 after an orderly stop, 1 when something failed, 2 for a refused command line or
// configuration.
int run(int argc, char** argv, std::string_view name, const std::function<void(config::Section)>& describe,
        const ProcessBody& body);

template <class Options>
int run(int argc, char** argv, std::string_view name, Options& options, const ProcessBody& body) {
  return run(argc, argv, name, [&options](config::Section section) { options.describe(section); }, body);
}

}  // namespace plaza
