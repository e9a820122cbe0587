#pragma once

#include "platform/telemetry/metrics.hpp"

namespace plaza::booking {

// What happens to bookings, for dashboards of the business.
struct BookingMetrics {
  explicit BookingMetrics(telemetry::Metrics& metrics)
      : reserved(&count(metrics, "reserved")),
        repeated(&count(metrics, "repeated")),
        fully_booked(&count(metrics, "fully_booked")),
        cancelled(&count(metrics, "cancelled")),
        moved(&count(metrics, "moved")),
        erased(&count(metrics, "erased")) {}

  telemetry::Counter* reserved;
  telemetry::Counter* repeated;      // a request came again, and took no second place
  telemetry::Counter* fully_booked;  // refused: no place was left
  telemetry::Counter* cancelled;
  telemetry::Counter* moved;
  telemetry::Counter* erased;

 private:
  static telemetry::Counter& count(telemetry::Metrics& metrics, const char* what) {
    return metrics.counter("bookings_total", "What happened to bookings", {{"what", what}});
  }
};

}  // namespace plaza::booking
