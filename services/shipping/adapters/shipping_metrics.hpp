#pragma once

#include "platform/telemetry/metrics.hpp"

namespace plaza::shipping {

// What happens to shipments, for dashboards of the business.
struct ShippingMetrics {
  explicit ShippingMetrics(telemetry::Metrics& metrics)
      : requested(&count(metrics, "requested")),
        repeated(&count(metrics, "repeated")),
        cancelled(&count(metrics, "cancelled")),
        not_cancelled(&count(metrics, "not_cancelled")),
        reported(&count(metrics, "reported")),
        erased(&count(metrics, "erased")) {}

  telemetry::Counter* requested;
  telemetry::Counter* repeated;  // an order's creation came again, or after its cancellation
  telemetry::Counter* cancelled;
  telemetry::Counter* not_cancelled;  // a cancellation came again, or too late: what has left arrives
  telemetry::Counter* reported;       // moved on by a carrier
  telemetry::Counter* erased;

 private:
  static telemetry::Counter& count(telemetry::Metrics& metrics, const char* what) {
    return metrics.counter("shipments_total", "What happened to shipments", {{"what", what}});
  }
};

}  // namespace plaza::shipping
