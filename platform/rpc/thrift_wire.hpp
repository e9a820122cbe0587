#pragma once

#include <optional>
#include <string>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/rpc/deadline_limits.hpp"
#include "platform/rpc/thrift_reader.hpp"
#include "platform/rpc/thrift_writer.hpp"

#include "common_types.h"

// What common.thrift says, in our own types, and the envelopes that Thrift puts around arguments and answers.
namespace plaza::rpc {

// A header that asks for an answer within `remaining`; milliseconds::max() leaves the time out.
wire::RequestHeader to_header(const RequestContext& context, milliseconds remaining);

// What a header says, taken out of it. A trace context that cannot be read is as good as none.
RequestContext to_context(wire::RequestHeader&& header, SteadyTime now, const DeadlineLimits& limits);

wire::Fault to_fault(const Error& error);
Error to_error(wire::Fault&& fault);

// Libthrift's exception numbers, as far as a server sends them (thrift/lib/cpp/src/thrift/TApplicationException.h).
enum class ApplicationFailure : std::int32_t { unknown_method = 1, invalid_message_type = 2 };

// A whole frame that says that the call was not understood.
void write_application_failure(FrameWriter& writer, std::string_view method, std::int32_t seqid,
                               ApplicationFailure failure, std::string_view message);
// The rest of such a frame, as an error.
Error read_application_failure(FrameReader& reader);

// The last frame of a connection that the server ends: it has answered everything it has read, so what is still without
// an answer was never begun. (An end of stream says the same of a killed server, and would lie.) Only for those who
// number their calls; to other clients it would look like an answer.
inline constexpr std::string_view goodbye_name = "plaza.goodbye";
void write_goodbye(FrameWriter& writer);

// The arguments of a call, as the generated `_args` has them. `Write` writes the request's fields.
template <class Write>
void write_arguments(FrameWriter& writer, const wire::RequestHeader& header, const Write& write_request) {
  writer.writeFieldBegin("header", thrift::protocol::T_STRUCT, 1);
  header.write(&writer);
  writer.writeFieldBegin("request", thrift::protocol::T_STRUCT, 2);
  write_request(writer);
  writer.writeFieldStop();
}

// Reads the struct fields that `take(id)` takes, and passes over the rest.
template <class Take>
void read_fields(FrameReader& reader, const Take& take) {
  std::string name;
  for (;;) {
    thrift::protocol::TType type{};
    std::int16_t id = 0;
    reader.readFieldBegin(name, type, id);
    if (type == thrift::protocol::T_STOP) return;
    if (type != thrift::protocol::T_STRUCT || !take(id)) reader.skip(type);
  }
}

// True when the request was there.
template <class Request>
bool read_arguments(FrameReader& reader, wire::RequestHeader& header, Request& request) {
  bool found = false;
  read_fields(reader, [&](std::int16_t id) {
    if (id == 1) header.read(&reader);
    if (id == 2) request.read(&reader);
    found |= id == 2;
    return id == 1 || id == 2;
  });
  return found;
}

template <class Reply>
void write_success(FrameWriter& writer, const Reply& reply) {
  writer.writeFieldBegin("success", thrift::protocol::T_STRUCT, 0);
  reply.write(&writer);
  writer.writeFieldStop();
}
void write_failure(FrameWriter& writer, const Error& error);

// The answer of a call, as the generated `_result` has it. `Read` reads the fields of the success.
template <class Read>
Result<void> read_outcome(FrameReader& reader, const Read& read_success) {
  bool succeeded = false;
  std::optional<Error> error;
  read_fields(reader, [&](std::int16_t id) {
    if (id == 0) {
      read_success(reader);
      succeeded = true;
    } else if (id == 1) {
      wire::Fault fault;
      fault.read(&reader);
      error = to_error(std::move(fault));
    }
    return id == 0 || id == 1;
  });
  if (error) return std::unexpected(std::move(*error));
  if (!succeeded) return fail(Code::internal, "the service answered with nothing");
  return {};
}

}  // namespace plaza::rpc
