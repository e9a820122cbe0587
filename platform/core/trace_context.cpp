#include "platform/core/trace_context.hpp"

#include "platform/core/hex.hpp"
#include "platform/core/random.hpp"

namespace plaza {
namespace {

std::optional<std::uint64_t> read_hex(std::string_view digits, bool upper_case_allowed) {
  std::uint64_t value = 0;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0 || (!upper_case_allowed && c >= 'A' && c <= 'F')) return std::nullopt;
    value = (value << 4) | static_cast<std::uint64_t>(digit);
  }
  return value;
}

std::uint64_t nonzero_random() {
  std::uint64_t bits = 0;
  while (bits == 0) bits = quick_random_bits();
  return bits;
}

std::optional<TraceContext> from_hex(std::string_view trace, std::string_view span, bool sampled,
                                     bool upper_case_allowed) {
  if ((trace.size() != 16 && trace.size() != 32) || span.size() != 16) return std::nullopt;
  const auto high = trace.size() == 32 ? read_hex(trace.substr(0, 16), upper_case_allowed) : 0;
  const auto low = read_hex(trace.substr(trace.size() - 16), upper_case_allowed);
  const auto span_id = read_hex(span, upper_case_allowed);
  if (!high || !low || !span_id) return std::nullopt;
  const TraceContext context{.trace_high = *high, .trace_low = *low, .span = *span_id, .sampled = sampled};
  if (!context.valid()) return std::nullopt;
  return context;
}

}  // namespace

TraceContext TraceContext::make(bool sampled) {
  return {
      .trace_high = quick_random_bits(), .trace_low = nonzero_random(), .span = nonzero_random(), .sampled = sampled};
}

TraceContext TraceContext::child() const {
  TraceContext inner = *this;
  inner.span = nonzero_random();
  return inner;
}

std::string TraceContext::trace_id() const {
  std::string text;
  append_hex(text, trace_high);
  append_hex(text, trace_low);
  return text;
}

std::string TraceContext::span_id() const {
  std::string text;
  append_hex(text, span);
  return text;
}

std::string TraceContext::traceparent() const {
  std::string text = "00-";
  text.reserve(55);
  append_hex(text, trace_high);
  append_hex(text, trace_low);
  text.push_back('-');
  append_hex(text, span);
  text += sampled ? "-01" : "-00";
  return text;
}

std::optional<TraceContext> parse_traceparent(std::string_view text) {
  constexpr std::size_t known_bytes = 55;
  if (text.size() < known_bytes || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const auto version = read_hex(text.substr(0, 2), false);
  const auto flags = read_hex(text.substr(53, 2), false);
  if (!version || !flags || *version == 0xff) return std::nullopt;
  if (*version == 0 && text.size() != known_bytes) return std::nullopt;
  if (text.size() > known_bytes && text[known_bytes] != '-') return std::nullopt;
  return from_hex(text.substr(3, 32), text.substr(36, 16), (*flags & 1) != 0, false);
}

std::optional<TraceContext> parse_b3(std::string_view text) {
  const auto first = text.find('-');
  if (first == std::string_view::npos) return std::nullopt;
  const auto rest = text.substr(first + 1);
  const auto second = rest.find('-');
  const auto sampling = second == std::string_view::npos ? "1" : rest.substr(second + 1, 1);
  return from_hex(text.substr(0, first), rest.substr(0, second), sampling == "1" || sampling == "d", true);
}

std::optional<TraceContext> parse_b3(std::string_view trace_id, std::string_view span_id, std::string_view sampled,
                                     std::string_view flags) {
  const bool record = flags == "1" || (sampled != "0" && sampled != "false");
  return from_hex(trace_id, span_id, record, true);
}

}  // namespace plaza
