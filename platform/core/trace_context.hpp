#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plaza {

// Who a piece of work belongs to in a distributed trace: the 128-bit trace, the span that caused it, and whether it is
// recorded (W3C Trace Context, https://www.w3.org/TR/trace-context/; B3, https://github.com/openzipkin/b3-propagation).
struct TraceContext {
  std::uint64_t trace_high = 0;
  std::uint64_t trace_low = 0;
  std::uint64_t span = 0;
  bool sampled = false;

  [[nodiscard]] bool valid() const { return (trace_high | trace_low) != 0 && span != 0; }
  // A trace of its own: new random trace and span ids.
  static TraceContext make(bool sampled);
  // The same trace with a new span id, for a piece of work inside this one.
  [[nodiscard]] TraceContext child() const;

  [[nodiscard]] std::string trace_id() const;  // 32 hexadecimal digits
  [[nodiscard]] std::string span_id() const;   // 16
  // "00-<trace>-<span>-01"
  [[nodiscard]] std::string traceparent() const;

  bool operator==(const TraceContext&) const = default;
};

// A `traceparent` value. Versions above 00 are read by their known part; version ff, zero ids and upper-case digits are
// refused.
std::optional<TraceContext> parse_traceparent(std::string_view text);

// The single `b3` header: "{trace}-{span}[-{sampling}[-{parent}]]", 64- or 128-bit trace ids; sampling 1, 0 or d.
std::optional<TraceContext> parse_b3(std::string_view text);

// The older B3 form in several headers. `sampled` is "1", "0", "true", "false" or empty, `flags` "1" for debug.
std::optional<TraceContext> parse_b3(std::string_view trace_id, std::string_view span_id, std::string_view sampled,
                                     std::string_view flags);

}  // namespace plaza
