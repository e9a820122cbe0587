#include "platform/rpc/grpc/metadata.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "platform/rpc/grpc/status.hpp"

namespace plaza::rpc {
namespace {

constexpr std::size_t digits_max = 8;
constexpr std::int64_t number_max = 99'999'999;
// Of a request id, a subject, a scope.
constexpr std::size_t text_bytes_max = 1'024;
constexpr std::size_t scopes_max = 64;

std::optional<std::chrono::nanoseconds> unit_of(char unit) {
  using namespace std::chrono_literals;
  switch (unit) {
    case 'H':
      return 1h;
    case 'M':
      return 1min;
    case 'S':
      return 1s;
    case 'm':
      return 1ms;
    case 'u':
      return 1us;
    case 'n':
      return 1ns;
    default:
      return std::nullopt;
  }
}

bool take_text(std::string& text, std::string_view value) {
  if (value.size() > text_bytes_max) return false;
  text = percent_decode(value);
  return true;
}

}  // namespace

std::string to_grpc_timeout(milliseconds remaining) {
  if (remaining.count() <= number_max) return fmt::format("{}m", std::max<std::int64_t>(0, remaining.count()));
  return fmt::format("{}S", std::min(number_max, remaining.count() / 1'000));
}

std::optional<milliseconds> parse_grpc_timeout(std::string_view text) {
  if (text.size() < 2 || text.size() > digits_max + 1) return std::nullopt;
  const auto unit = unit_of(text.back());
  std::int64_t number = 0;
  const auto* end = text.data() + text.size() - 1;
  const auto parsed = std::from_chars(text.data(), end, number);
  if (!unit || parsed.ec != std::errc() || parsed.ptr != end || number < 0) return std::nullopt;
  // 99,999,999 hours are more than nanoseconds can count.
  if (*unit >= milliseconds{1}) return number * std::chrono::duration_cast<milliseconds>(*unit);
  return std::chrono::duration_cast<milliseconds>(number * *unit);
}

bool CallMetadata::take(std::string_view name, std::string_view value) {
  if (name == timeout_field) {
    timeout = parse_grpc_timeout(value);
    return timeout.has_value();
  }
  if (name == trace_field) return take_text(trace, value);
  if (name == request_id_field) return take_text(request_id, value);
  if (name == subject_field) return take_text(subject, value);
  if (name != scopes_field) return true;
  while (!value.empty()) {
    const auto word = value.substr(0, value.find(' '));
    value.remove_prefix(std::min(value.size(), word.size() + 1));
    if (word.empty()) continue;
    if (scopes.size() == scopes_max || !take_text(scopes.emplace_back(), word)) return false;
  }
  return true;
}

RequestContext to_context(CallMetadata&& metadata, SteadyTime now, const DeadlineLimits& limits) {
  RequestContext context;
  context.deadline = now + std::min(metadata.timeout.value_or(limits.timeout), limits.timeout_max);
  if (!metadata.trace.empty()) context.trace = parse_traceparent(metadata.trace).value_or(TraceContext{});
  context.request_id = std::move(metadata.request_id);
  context.identity.subject = std::move(metadata.subject);
  context.identity.scopes = std::move(metadata.scopes);
  return context;
}

MetadataFields::MetadataFields(const RequestContext& context, milliseconds remaining)
    : request_id(percent_encode(context.request_id)), subject(percent_encode(context.identity.subject)) {
  if (remaining != milliseconds::max()) timeout = to_grpc_timeout(remaining);
  if (context.trace.valid()) trace = context.trace.traceparent();
  for (const auto& scope : context.identity.scopes) {
    if (!scopes.empty()) scopes += ' ';
    scopes += percent_encode(scope);  // a scope has no blanks (RFC 6749, 3.3)
  }
}

}  // namespace plaza::rpc
