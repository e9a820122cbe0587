#include "platform/outbox/cloud_event.hpp"

#include <fmt/format.h>

#include "platform/core/timestamp.hpp"

namespace plaza::outbox {
namespace {

constexpr std::string_view id_header = "ce_id";
constexpr std::string_view source_header = "ce_source";
constexpr std::string_view type_header = "ce_type";
constexpr std::string_view time_header = "ce_time";
constexpr std::string_view version_header = "ce_specversion";
constexpr std::string_view content_type_header = "content-type";
constexpr std::string_view trace_header = "traceparent";

constexpr std::size_t headers_max = 7;

constexpr std::string_view version = "1.0";
constexpr std::string_view content_type = "application/protobuf";

kafka::Header header(std::string_view name, std::string value) {
  return {std::string(name), std::move(value)};
}

std::string_view value_of(std::span<const kafka::Header> headers, std::string_view name) {
  for (const auto& one : headers) {
    if (one.name == name) return one.value;
  }
  return {};
}

}  // namespace

std::vector<kafka::Header> to_headers(CloudEvent event) {
  std::vector<kafka::Header> headers;
  headers.reserve(headers_max);
  headers.push_back(header(id_header, std::move(event.id)));
  headers.push_back(header(source_header, std::move(event.source)));
  headers.push_back(header(type_header, std::move(event.type)));
  headers.push_back(header(time_header, format_rfc3339(event.time)));
  headers.push_back(header(version_header, std::string(version)));
  headers.push_back(header(content_type_header, std::string(content_type)));
  if (event.trace.valid()) headers.push_back(header(trace_header, event.trace.traceparent()));
  return headers;
}

Result<CloudEvent> read_cloud_event(std::span<const kafka::Header> headers) {
  for (const auto name : {id_header, source_header, type_header, version_header}) {
    if (value_of(headers, name).empty()) {
      return fail(Code::invalid_argument, fmt::format("the record has no header {}", name),
                  std::string(reason_not_an_event));
    }
  }
  if (value_of(headers, version_header) != version) {
    return fail(Code::invalid_argument,
                fmt::format("the record is an event of version {}", value_of(headers, version_header)),
                std::string(reason_not_an_event));
  }
  return CloudEvent{.id = std::string(value_of(headers, id_header)),
                    .source = std::string(value_of(headers, source_header)),
                    .type = std::string(value_of(headers, type_header)),
                    .time = parse_rfc3339(value_of(headers, time_header)).value_or(SystemTime{}),
                    .trace = parse_traceparent(value_of(headers, trace_header)).value_or(TraceContext{})};
}

}  // namespace plaza::outbox
