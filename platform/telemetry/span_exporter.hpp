#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "platform/core/component.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/span_queue.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::telemetry {

// Sends the spans of a queue away, in batches, to Zipkin and as OTLP over HTTP, from the background worker. A batch
// that cannot be sent is dropped and counted; the log says so once a minute at most.
class SpanExporter final : public Component {
 public:
  // Queue, log and worker must outlive it. `service` names this process in its spans.
  SpanExporter(std::string_view service, const TraceOptions& options, SpanQueue& queue, Log& log, Worker& background);
  ~SpanExporter() override;

  [[nodiscard]] std::string_view name() const override { return "span exporter"; }
  // Fails with invalid_argument when an address cannot be read.
  [[nodiscard]] Result<void> start() override;
  // Sends what is left, for at most export_timeout, and waits for that. The worker must still run.
  void stop() override;

 private:
  class Loop;
  TraceOptions options_;
  std::shared_ptr<Loop> loop_;
  bool started_ = false;
};

}  // namespace plaza::telemetry
