#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/component.hpp"
#include "platform/core/dynamic.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza {

// Watches the dynamic configuration on the background worker, and tells in the log and in metrics what became of each
// version of its file. Part of every process; runs as long as its operations port.
class ConfigReloads final : public Component {
 public:
  struct Parts {
    telemetry::Log& log;
    telemetry::Metrics& metrics;
    const Clock& clock;
  };
  // All of it outlives this. `first`: what became of the file before.
  ConfigReloads(config::Dynamic& dynamic, config::Reload first, Parts parts, Worker& background);

  [[nodiscard]] std::string_view name() const override { return "dynamic configuration"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override { dynamic_.stop(); }

 private:
  void tell(const config::Reload& reload);
  void log(const config::Reload& reload) const;

  config::Dynamic& dynamic_;
  const config::Reload first_;
  Parts parts_;
  Worker& background_;
  telemetry::Gauge& last_ok_;
  telemetry::Gauge& last_change_;
};

}  // namespace plaza
