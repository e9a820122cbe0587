#include "platform/http/request_context.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "platform/core/random.hpp"
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

constexpr std::array<std::string_view, 5> fields_read{"X-Request-Id", "traceparent", "b3", "X-B3-TraceId",
                                                      "X-Request-Timeout"};

// The server's own id, trace and deadline. Ids give nobody a right, so they may come from quick randomness.
void make_context(Request& request, SystemTime now, const ServerOptions& options) {
  auto& context = request.context;
  context.request_id = Uuid::version7(now, quick_random_bits(), quick_random_bits()).to_string();
  context.trace = TraceContext::make(false);
  context.deadline = request.received + options.request_timeout;
}

// What the client names takes the place of the server's own.
Result<void> read_context(Request& request, const ServerOptions& options) {
  auto& context = request.context;
  if (const auto id = request.header("X-Request-Id"); sane_id(id)) context.request_id = id;
  if (const auto trace = callers_trace(request)) {
    request.trace_from_caller = true;
    context.trace = *trace;
  }
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

}  // namespace

bool names_context(const Request& request) {
  return std::ranges::any_of(fields_read, [&](std::string_view name) { return !request.header(name).empty(); });
}

Result<void> fill_context(Request& request, SystemTime now, const ServerOptions& options, const KnownHead* known) {
  make_context(request, now, options);
  if (known != nullptr && !known->names_context) return {};
  return read_context(request, options);
}

}  // namespace plaza::http
