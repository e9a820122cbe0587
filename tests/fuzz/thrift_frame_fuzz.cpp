#include <cstdlib>
#include <span>

#include "platform/rpc/thrift_reader.hpp"
#include "platform/rpc/thrift_wire.hpp"

#include "thrift/pharmacy.hpp"

// A frame is read or refused, and what was read, written, and read again is the same. Nothing of it may allocate more
// than a small multiple of the limits.
namespace plaza::rpc {
namespace {

constexpr FrameLimits limits{.frame_bytes_max = 64UL * 1024, .container_items_max = 4096};

template <class Request>
bool read_call(std::span<const std::uint8_t> frame, wire::RequestHeader& header, Request& request) {
  FrameReader reader(limits);
  reader.begin(frame);
  const bool found = read_arguments(reader, header, request);
  reader.end();
  return found;
}

template <class Request>
void check_call(std::span<const std::uint8_t> frame) try {
  wire::RequestHeader header;
  Request request;
  if (!read_call(frame, header, request)) return;
  ByteBuffer buffer;
  FrameWriter writer(buffer);
  writer.begin(thrift::protocol::T_CALL, "call", 1);
  write_arguments(writer, header, [&](FrameWriter& to) { request.write(&to); });
  writer.end();
  wire::RequestHeader header_again;
  Request request_again;
  // A value that is not equal to itself (NaN) cannot be compared; its bytes are.
  if (!read_call(std::span<const std::uint8_t>(buffer.bytes()).subspan(4), header_again, request_again)) std::abort();
  if (header != header_again || (request == request && !(request == request_again))) std::abort();
  (void)to_context(std::move(header), SteadyTime{}, {});
} catch (const thrift::protocol::TProtocolException&) {
}

template <class Reply>
void check_answer(std::span<const std::uint8_t> frame) try {
  FrameReader reader(limits);
  reader.begin(frame);
  Reply reply;
  (void)read_outcome(reader, [&](FrameReader& from) { reply.read(&from); });
} catch (const thrift::protocol::TProtocolException&) {
}

void check_failure(std::span<const std::uint8_t> frame) try {
  FrameReader reader(limits);
  reader.begin(frame);
  (void)read_application_failure(reader);
} catch (const thrift::protocol::TProtocolException&) {
}

}  // namespace
}  // namespace plaza::rpc

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plaza;
  const std::span frame(data, size);
  rpc::check_call<pharmacy::Search::Request>(frame);
  rpc::check_call<pharmacy::GetMany::Request>(frame);
  rpc::check_answer<pharmacy::Search::Reply>(frame);
  rpc::check_answer<pharmacy::GetFeed::Reply>(frame);
  rpc::check_failure(frame);
  return 0;
}
