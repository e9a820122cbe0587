#include "platform/rpc/thrift_wire.hpp"

#include <algorithm>

namespace plaza::rpc {

using thrift::protocol::TType;

wire::RequestHeader to_header(const RequestContext& context, milliseconds remaining) {
  wire::RequestHeader header;
  if (remaining != milliseconds::max()) header.__set_timeoutMs(remaining.count());
  if (context.trace.valid()) header.__set_traceparent(context.trace.traceparent());
  if (!context.request_id.empty()) header.__set_requestId(context.request_id);
  if (!context.identity.subject.empty()) header.__set_subject(context.identity.subject);
  if (!context.identity.scopes.empty()) header.__set_scopes(context.identity.scopes);
  return header;
}

RequestContext to_context(wire::RequestHeader&& header, SteadyTime now, const DeadlineLimits& limits) {
  RequestContext context;
  const auto timeout = header.__isset.timeoutMs
                           ? milliseconds(std::clamp<std::int64_t>(header.timeoutMs, 0, limits.timeout_max.count()))
                           : limits.timeout;
  context.deadline = now + timeout;
  if (header.__isset.traceparent) context.trace = parse_traceparent(header.traceparent).value_or(TraceContext{});
  context.request_id = std::move(header.requestId);
  context.identity.subject = std::move(header.subject);
  context.identity.scopes = std::move(header.scopes);
  return context;
}

wire::Fault to_fault(const Error& error) {
  wire::Fault fault;
  fault.code = static_cast<std::int32_t>(error.code);
  fault.message = error.message;
  if (!error.reason.empty()) fault.__set_reason(error.reason);
  if (error.retry_after) fault.__set_retryAfterMs(error.retry_after->count());
  if (!error.fields.empty()) {
    fault.__isset.fields = true;
    for (const auto& field : error.fields) {
      auto& part = fault.fields.emplace_back();
      part.pointer = field.pointer;
      part.detail = field.detail;
    }
  }
  return fault;
}

Error to_error(wire::Fault&& fault) {
  // A fault is a failure whatever its number says.
  const bool known = fault.code > static_cast<int>(Code::ok) && fault.code <= static_cast<int>(Code::unauthenticated);
  Error error{.code = known ? static_cast<Code>(fault.code) : Code::unknown, .message = std::move(fault.message)};
  error.reason = std::move(fault.reason);
  if (fault.__isset.retryAfterMs) error.retry_after = milliseconds(std::max<std::int64_t>(0, fault.retryAfterMs));
  for (auto& part : fault.fields) {
    error.fields.push_back({.pointer = std::move(part.pointer), .detail = std::move(part.detail)});
  }
  return error;
}

void write_failure(FrameWriter& writer, const Error& error) {
  writer.writeFieldBegin("fault", thrift::protocol::T_STRUCT, 1);
  to_fault(error).write(&writer);
  writer.writeFieldStop();
}

void write_application_failure(FrameWriter& writer, std::string_view method, std::int32_t seqid,
                               ApplicationFailure failure, std::string_view message) {
  writer.begin(thrift::protocol::T_EXCEPTION, method, seqid);
  writer.writeFieldBegin("message", thrift::protocol::T_STRING, 1);
  writer.writeString(message);
  writer.writeFieldBegin("type", thrift::protocol::T_I32, 2);
  writer.writeI32(static_cast<std::int32_t>(failure));
  writer.writeFieldStop();
  writer.end();
}

Error read_application_failure(FrameReader& reader) {
  std::string name;
  Error error{.code = Code::internal, .message = {}};
  for (;;) {
    TType type{};
    std::int16_t id = 0;
    reader.readFieldBegin(name, type, id);
    if (type == thrift::protocol::T_STOP) return error;
    if (id == 1 && type == thrift::protocol::T_STRING) {
      reader.readString(error.message);
    } else if (id == 2 && type == thrift::protocol::T_I32) {
      std::int32_t number = 0;
      reader.readI32(number);
      if (number == static_cast<std::int32_t>(ApplicationFailure::unknown_method)) error.code = Code::unimplemented;
    } else {
      reader.skip(type);
    }
  }
}

void write_goodbye(FrameWriter& writer) {
  writer.begin(thrift::protocol::T_EXCEPTION, goodbye_name, 0);
  writer.writeFieldStop();
  writer.end();
}

}  // namespace plaza::rpc
