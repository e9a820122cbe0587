#pragma once

#include "platform/telemetry/metrics.hpp"

namespace plaza::orders {

// What happens to orders, for dashboards of the business.
struct OrderMetrics {
  explicit OrderMetrics(telemetry::Metrics& metrics)
      : created(&count(metrics, "created")),
        repeated(&count(metrics, "repeated")),
        cancelled(&count(metrics, "cancelled")),
        progressed(&count(metrics, "progressed")),
        not_progressed(&count(metrics, "not_progressed")),
        erased(&count(metrics, "erased")) {}

  telemetry::Counter* created;
  telemetry::Counter* repeated;  // a request came again, and made no second order
  telemetry::Counter* cancelled;
  telemetry::Counter* progressed;      // moved on by its shipment
  telemetry::Counter* not_progressed;  // an event of its shipment came again, too late, or for an order unknown here
  telemetry::Counter* erased;

 private:
  static telemetry::Counter& count(telemetry::Metrics& metrics, const char* what) {
    return metrics.counter("orders_total", "What happened to orders", {{"what", what}});
  }
};

}  // namespace plaza::orders
