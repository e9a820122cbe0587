#include "platform/telemetry/span_json.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "platform/core/hex.hpp"
#include "platform/core/json_text.hpp"

namespace plaza::telemetry {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

void append_id(std::string& out, std::string_view name, std::uint64_t id) {
  fmt::format_to(std::back_inserter(out), R"("{}":")", name);
  append_hex(out, id);
  out += "\",";
}

void append_trace_id(std::string& out, const TraceContext& trace) {
  out += R"("traceId":")";
  append_hex(out, trace.trace_high);
  append_hex(out, trace.trace_low);
  out += "\",";
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  append_json_string(out, name);
  out.push_back(':');
  append_json_string(out, value);
}

// A list's elements, each written by `write(element)`, with commas between them.
template <class List, class Write>
void append_list(std::string& out, const List& list, const Write& write) {
  bool first = true;
  for (const auto& element : list) {
    if (!first) out.push_back(',');
    first = false;
    write(element);
  }
}

// Zipkin knows no kind for work inside a process.
std::string_view zipkin_kind(SpanKind kind) {
  switch (kind) {
    case SpanKind::server:
      return "SERVER";
    case SpanKind::client:
      return "CLIENT";
    case SpanKind::producer:
      return "PRODUCER";
    case SpanKind::consumer:
      return "CONSUMER";
    case SpanKind::internal:
      break;
  }
  return {};
}

void append_zipkin(std::string& out, std::string_view service, const Span& span) {
  out.push_back('{');
  append_trace_id(out, span.context);
  append_id(out, "id", span.context.span);
  if (span.parent != 0) append_id(out, "parentId", span.parent);
  if (const auto kind = zipkin_kind(span.kind); !kind.empty()) {
    fmt::format_to(std::back_inserter(out), R"("kind":"{}",)", kind);
  }
  append_pair(out, "name", span.name);
  // A duration of 0 would mean that it is unknown.
  const auto duration = std::max(microseconds{1}, std::chrono::duration_cast<microseconds>(span.duration));
  fmt::format_to(std::back_inserter(out), R"(,"timestamp":{},"duration":{},"localEndpoint":{{)",
                 microseconds(span.start.time_since_epoch()).count(), duration.count());
  append_pair(out, "serviceName", service);
  out += R"(},"tags":{)";
  append_list(out, span.tags, [&](const auto& tag) { append_pair(out, tag.first, tag.second); });
  if (span.failed) {
    if (!span.tags.empty()) out.push_back(',');
    append_pair(out, "error", "true");
  }
  out += "}}";
}

void append_otlp_attribute(std::string& out, std::string_view name, std::string_view value) {
  out += R"({"key":)";
  append_json_string(out, name);
  out += R"(,"value":{)";
  append_pair(out, "stringValue", value);
  out += "}}";
}

// opentelemetry.proto.trace.v1.Span.SpanKind: 0 is "unspecified", and then the order is ours.
int otlp_kind(SpanKind kind) {
  return static_cast<int>(kind) + 1;
}

void append_otlp(std::string& out, const Span& span) {
  constexpr int status_error = 2;
  out.push_back('{');
  append_trace_id(out, span.context);
  append_id(out, "spanId", span.context.span);
  if (span.parent != 0) append_id(out, "parentSpanId", span.parent);
  append_pair(out, "name", span.name);
  const nanoseconds start = span.start.time_since_epoch();
  fmt::format_to(std::back_inserter(out),
                 R"(,"kind":{},"startTimeUnixNano":"{}","endTimeUnixNano":"{}","attributes":[)", otlp_kind(span.kind),
                 start.count(), (start + span.duration).count());
  append_list(out, span.tags, [&](const auto& tag) { append_otlp_attribute(out, tag.first, tag.second); });
  out += R"(],"status":{)";
  if (span.failed) fmt::format_to(std::back_inserter(out), R"("code":{})", status_error);
  out += "}}";
}

}  // namespace

std::string zipkin_json(std::string_view service, std::span<const Span> spans) {
  std::string out = "[";
  append_list(out, spans, [&](const Span& span) { append_zipkin(out, service, span); });
  return out + "]";
}

std::string otlp_json(std::string_view service, std::span<const Span> spans) {
  std::string out = R"({"resourceSpans":[{"resource":{"attributes":[)";
  append_otlp_attribute(out, "service.name", service);
  out += R"(]},"scopeSpans":[{"scope":{"name":"plaza"},"spans":[)";
  append_list(out, spans, [&](const Span& span) { append_otlp(out, span); });
  return out + "]}]}]}";
}

}  // namespace plaza::telemetry
