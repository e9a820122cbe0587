#pragma once

#include <span>
#include <string>
#include <string_view>

#include "platform/telemetry/trace.hpp"

namespace plaza::telemetry {

// A list of spans as Zipkin takes it at POST /api/v2/spans (https://zipkin.io/zipkin-api/#/default/post_spans).
std::string zipkin_json(std::string_view service, std::span<const Span> spans);

// An ExportTraceServiceRequest in OTLP's JSON form, for POST /v1/traces: ids are hexadecimal, 64-bit numbers are texts,
// and enumerations are numbers (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
std::string otlp_json(std::string_view service, std::span<const Span> spans);

}  // namespace plaza::telemetry
