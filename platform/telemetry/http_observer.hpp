#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "platform/http/server.hpp"
#include "platform/telemetry/in_flight.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/telemetry/slow_requests.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::telemetry {

// What HttpObserver works with. All of it outlives the observer.
struct HttpObserverParts {
  Metrics& metrics;
  Tracer& tracer;
  Log& log;
  InFlight& in_flight;
  SlowRequests& slow;
};

// Metrics, spans and the access log of an HTTP server. Each worker has its own part, so that nothing is shared while
// requests are served. The metrics are listed in README.md.
//
// A request that came without a trace begins one here, and the tracer decides whether it is recorded; one that came
// with a trace gets a span of its own inside it.
class HttpObserver final : public http::Observer {
 public:
  // `workers`: those that serve. `service` names the process in its access-log lines.
  HttpObserver(HttpObserverParts parts, const std::vector<Worker*>& workers, std::string_view service, bool access_log);
  // After the server's end, on any thread.
  ~HttpObserver() override;

  // Whether each request has a line in the access log, from now on. On any thread.
  void write_access_log(bool wanted) { access_log_.store(wanted, std::memory_order_relaxed); }

  void opened(Worker& worker) override;
  void closed(Worker& worker) override;
  void begun(Worker& worker, http::Request& request) override;
  void finished(Worker& worker, const http::Exchange& exchange) override;
  void failed(Worker& worker, const http::Request& request, std::string_view what) override;

 private:
  class Shard;
  HttpObserverParts parts_;
  std::atomic<bool> access_log_;
  std::shared_ptr<Counter> connections_;
  std::shared_ptr<Counter> in_flight_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace plaza::telemetry
