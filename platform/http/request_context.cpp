#include "platform/http/request_context.hpp"

#include <charconv>

#include "platform/core/uuid.hpp"

namespace plaza::http {
namespace {

constexpr std::size_t request_id_bytes_max = 128;

// What a log line and a header field can hold without escapes.
bool sane_id(std::string_view id) {
  return !id.empty() && id.size() <= request_id_bytes_max &&
         std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

std::optional<TraceContext> callers_trace(const Request& request) {
  if (const auto field = request.header("traceparent"); !field.empty()) {
    if (const auto trace = parse_traceparent(field)) return trace;
  }
  if (const auto field = request.header("b3"); !field.empty()) {
    if (const auto trace = parse_b3(field)) return trace;
  }
  if (const auto id = request.header("X-B3-TraceId"); !id.empty()) {
    return parse_b3(id, request.header("X-B3-SpanId"), request.header("X-B3-Sampled"), request.header("X-B3-Flags"));
  }
  return std::nullopt;
}

// In milliseconds; nothing when it is not one.
std::optional<milliseconds> parse_timeout(std::string_view text, milliseconds max) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return max;
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
  return std::min(milliseconds{value}, max);
}

}  // namespace

Result<void> fill_context(Request& request, const Clock& clock, const ServerOptions& options) {
  auto& context = request.context;
  const auto id = request.header("X-Request-Id");
  context.request_id = sane_id(id) ? std::string(id) : Uuid::version7(clock.now()).to_string();
  const auto trace = callers_trace(request);
  request.trace_from_caller = trace.has_value();
  context.trace = trace ? *trace : TraceContext::make(false);
  context.deadline = request.received + options.request_timeout;

  const auto text = request.header("X-Request-Timeout");
  if (text.empty()) return {};
  const auto timeout = parse_timeout(text, options.request_timeout_max);
  if (!timeout) {
    auto error = fail(Code::invalid_argument, "X-Request-Timeout must be a positive number of milliseconds");
    error.error().fields.push_back({"X-Request-Timeout", "not a positive whole number"});
    return error;
  }
  context.deadline = request.received + *timeout;
  return {};
}

}  // namespace plaza::http
