#pragma once

#include <string>

#include "platform/process/config_reloads.hpp"
#include "platform/process/debug_sections.hpp"
#include "platform/process/process.hpp"
#include "platform/process/process_options.hpp"
#include "platform/process/stop_signal.hpp"
#include "platform/process/tls_credentials.hpp"
#include "platform/telemetry/http_observer.hpp"
#include "platform/telemetry/span_exporter.hpp"
#include "platform/telemetry/span_queue.hpp"

namespace plaza {

// The process that run() makes. Lives on the main thread, around the body; its workers run from its beginning to the
// end of serve().
class RunningProcess final : public Process {
 public:
  // Options, dynamic and signal must outlive it. `first`: what became of the dynamic file so far.
  RunningProcess(std::string_view name, const ProcessOptions& options, config::Dynamic& dynamic, config::Reload first,
                 StopSignal& signal);
  ~RunningProcess() override;
  RunningProcess(const RunningProcess&) = delete;
  RunningProcess& operator=(const RunningProcess&) = delete;

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Workers& workers() override { return workers_; }
  [[nodiscard]] std::vector<Worker*> serving() override;
  [[nodiscard]] const Clock& clock() const override { return clock_; }
  [[nodiscard]] Health& health() override { return health_; }
  [[nodiscard]] config::Dynamic& dynamic() override { return dynamic_; }
  [[nodiscard]] telemetry::Log& log() override { return *log_; }
  [[nodiscard]] telemetry::Metrics& metrics() override { return metrics_; }
  [[nodiscard]] telemetry::Tracer& tracer() override { return spans_; }
  [[nodiscard]] telemetry::InFlight& in_flight() override { return in_flight_; }
  [[nodiscard]] telemetry::SlowRequests& slow_requests() override { return slow_; }
  [[nodiscard]] DebugPage& debug() override { return debug_; }
  [[nodiscard]] http::Observer& http_observer() override { return http_observer_; }
  [[nodiscard]] std::shared_ptr<tls::Credentials> credentials(const tls::ServerOptions& options) override {
    return credentials_.add(options);
  }
  [[nodiscard]] std::shared_ptr<tls::Credentials> credentials(const tls::ClientOptions& options) override {
    return credentials_.add(options);
  }
  void add_health_routes(http::Router& router) override;
  [[nodiscard]] Result<void> serve(std::initializer_list<Component*> components) override;

 private:
  using Components = std::vector<Component*>;

  void add_metrics();
  void follow_changes();
  [[nodiscard]] DebugParts debug_parts();
  [[nodiscard]] Result<void> start(const Components& components);
  void stop_in_stages(const Components& components, int signal_number);
  void wait_until_drained(const Components& components);
  static void stop_in_reverse(const Components& components);
  // Ends the workers; what they wrote last is in the log.
  void end();

  const std::string name_;
  const ProcessOptions& options_;
  config::Dynamic& dynamic_;
  StopSignal& signal_;
  SystemClock clock_;
  const SteadyTime began_;
  Health health_;
  std::unique_ptr<telemetry::Log> log_;
  telemetry::Metrics metrics_;
  telemetry::SpanQueue spans_;
  telemetry::InFlight in_flight_;
  telemetry::SlowRequests slow_;
  DebugPage debug_;
  Workers workers_;
  telemetry::HttpObserver http_observer_;
  telemetry::SpanExporter exporter_;
  http::Router operations_router_;
  http::Server operations_;
  ConfigReloads reloads_;
  TlsCredentials credentials_;
};

}  // namespace plaza
