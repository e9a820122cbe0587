#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/core/trace_context.hpp"

namespace plaza::telemetry {

struct TraceOptions {
  double sampling = 0.01;  // share of the traces begun here that are recorded; a caller's decision is kept
  std::string zipkin_url;  // "http://127.0.0.1:9411/api/v2/spans"; empty: not sent there
  std::string otlp_url;    // "http://127.0.0.1:4318/v1/traces" (JSON over HTTP); empty: not sent there
  std::uint32_t queue_spans_max = 4096;
  std::uint32_t batch_spans_max = 256;
  milliseconds flush_interval{1'000};
  milliseconds export_timeout{2'000};

  void describe(config::Section section);
};

enum class SpanKind : std::uint8_t { internal, server, client, producer, consumer };

// A finished piece of work.
struct Span {
  TraceContext context;
  std::uint64_t parent = 0;  // 0: the root of its trace
  std::string name;
  SpanKind kind = SpanKind::internal;
  SystemTime start;
  std::chrono::nanoseconds duration{};
  std::vector<std::pair<std::string, std::string>> tags;
  bool failed = false;
};

// Takes finished spans and sends them away in the background. The queue is bounded: what does not fit is dropped and
// counted. Thread-safe.
class Tracer {
 public:
  virtual ~Tracer() = default;
  // Whether a trace begun here is recorded.
  [[nodiscard]] virtual bool sample() = 0;
  // Spans that are not sampled are ignored.
  virtual void record(Span span) = 0;
  [[nodiscard]] virtual std::uint64_t dropped_spans() const = 0;
};

}  // namespace plaza::telemetry
