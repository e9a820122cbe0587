#include <cstdlib>
#include <string_view>

#include "platform/rpc/grpc/http2_session.hpp"
#include "platform/rpc/grpc/messages.hpp"
#include "platform/rpc/grpc/metadata.hpp"
#include "platform/rpc/grpc/status.hpp"

// What a peer sends is read or refused: the fields of calls and answers, the frames of messages, and HTTP/2 itself on
// either side. Nothing of it may be held in more than a small multiple of its bytes.
namespace plaza::rpc {
namespace {

constexpr std::uint64_t message_bytes_max = 4'096;

// Answers every request with what it sent, as far as that is whole.
class Echo final : public Http2Events {
 public:
  explicit Echo(Http2Session::Role role) : session_(role, {}, *this) {}

  void receive(std::span<const std::uint8_t> bytes) {
    ByteBuffer out;
    session_.collect(out, 1UL << 20U);
    if (!session_.receive(bytes).empty()) return;
    session_.collect(out, 1UL << 20U);
  }

 private:
  void header(std::int32_t stream, std::string_view name, std::string_view value) override {
    streams_[stream].status.take(name, value);
    (void)streams_[stream].metadata.take(name, value);
  }
  void data(std::int32_t stream, std::span<const std::uint8_t> bytes) override {
    auto& in = streams_[stream].in;
    std::memcpy(in.append(bytes.size()), bytes.data(), bytes.size());
    (void)first_message(in, message_bytes_max);
  }
  void ended(std::int32_t stream) override {
    (void)outcome_of(streams_[stream].status);
    const std::array<Http2Field, 1> fields{{{":status", "200"}}};
    session_.respond(stream, fields);
  }
  void closed(std::int32_t stream, std::uint32_t) override { streams_.erase(stream); }

  struct Stream {
    GrpcStatus status;
    CallMetadata metadata;
    ByteBuffer in;
  };
  std::map<std::int32_t, Stream> streams_;
  Http2Session session_;
};

void check_fields(std::string_view text) {
  if (percent_decode(percent_encode(text)) != text) std::abort();
  (void)parse_grpc_timeout(text);
  CallMetadata metadata;
  for (const auto name : {timeout_field, trace_field, request_id_field, subject_field, scopes_field}) {
    (void)metadata.take(name, text);
  }
  (void)to_context(std::move(metadata), SteadyTime{}, {});
  GrpcStatus status;
  for (const std::string_view name : {":status", "grpc-status", "grpc-message", "grpc-status-details-bin"}) {
    status.take(name, text);
  }
  (void)outcome_of(status);
  status.code = "3";
  if (outcome_of(status)) std::abort();
  const auto read = from_rpc_status(Code::aborted, "because", text);
  if (from_rpc_status(read.code, read.message, to_rpc_status(read)) != read) std::abort();
}

}  // namespace
}  // namespace plaza::rpc

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plaza::rpc;
  const std::span bytes(data, size);
  check_fields({reinterpret_cast<const char*>(data), size});
  Echo(Http2Session::Role::server).receive(bytes);
  Echo(Http2Session::Role::client).receive(bytes);
  return 0;
}
