#pragma once

#include <array>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/rpc/call_metrics.hpp"
#include "platform/rpc/observer.hpp"
#include "platform/telemetry/in_flight.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/telemetry/slow_requests.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::rpc {

// Metrics, spans and log lines of a server, and what it is busy with:
//   ThriftServer server("pharmacy", process.serving(), process.clock(), process.health(), options,
//                       std::make_shared<ServerTelemetry>(process.workers().size(), process.clock(), process.metrics(),
//                                                         process.tracer(), process.log(), process.in_flight(),
//                                                         process.slow_requests()));
class ServerTelemetry final : public ServerObserver {
 public:
  // `workers`: how many serve; their indices are below that. The rest must outlive the server's workers.
  ServerTelemetry(std::size_t workers, const Clock& clock, telemetry::Metrics& metrics, telemetry::Tracer& tracer,
                  telemetry::Log& log, telemetry::InFlight& in_flight, telemetry::SlowRequests& slow);

  void opened(Worker& worker) override;
  void closed(Worker& worker, std::string_view remote, std::string_view why) override;
  void begun(Worker& worker, const Method& method, RequestContext& context, SteadyTime received) override;
  void finished(Worker& worker, const ServedCall& call) override;
  void shed(Worker& worker, const Method& method, ShedBy policy) override;
  void measured(Worker& worker, std::uint32_t limit, std::uint32_t in_flight) override;
  void threw(Worker& worker, const Method& method, const RequestContext& context, std::string_view what) override;

 private:
  const Clock* clock_;
  telemetry::Tracer* tracer_;
  telemetry::Log* log_;
  telemetry::InFlight* in_flight_;
  telemetry::SlowRequests* slow_;
  telemetry::Gauge* connections_;
  telemetry::Counter* broken_connections_;
  std::array<std::array<telemetry::Counter*, shed_by_count>, resilience::priority_count> shed_{};
  std::vector<CallMetrics> metrics_;  // by worker, and so are these
  std::vector<telemetry::Gauge*> limits_;
  std::vector<telemetry::Gauge*> concurrency_;
};

}  // namespace plaza::rpc
