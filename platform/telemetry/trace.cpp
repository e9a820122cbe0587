#include "platform/telemetry/trace.hpp"

namespace plaza::telemetry {

void TraceOptions::describe(config::Section section) {
  section.live().value("sampling", sampling, "Share of the traces begun here that are recorded", {.min = 0, .max = 1});
  section.value("zipkin_url", zipkin_url,
                "Where spans go as Zipkin v2 JSON, http://HOST:9411/api/v2/spans; empty: nowhere");
  section.value("otlp_url", otlp_url, "Where spans go as OTLP JSON, http://HOST:4318/v1/traces; empty: nowhere");
  section.value("queue_spans_max", queue_spans_max, "Spans that may wait to be sent; more are dropped",
                {.min = 1, .max = 1'000'000});
  section.value("batch_spans_max", batch_spans_max, "Spans in one request", {.min = 1, .max = 10'000});
  section.value("flush_interval_ms", flush_interval, "Longest time a span waits to be sent",
                {.min = 10, .max = 60'000});
  section.value("export_timeout_ms", export_timeout, "Time for one request, and for sending what is left at the end",
                {.min = 10, .max = 60'000});
}

}  // namespace plaza::telemetry
