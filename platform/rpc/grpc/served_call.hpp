#pragma once

#include <memory>
#include <optional>

#include "platform/rpc/channel.hpp"
#include "platform/rpc/grpc/cancellation.hpp"
#include "platform/rpc/grpc/metadata.hpp"
#include "platform/rpc/server_admission.hpp"

namespace google::protobuf {
class MessageLite;
}

namespace plaza::rpc {

class GrpcServerState;

// Where a call came from and its answer goes: a stream of its own, or one that carries many. On one worker.
class CallOrigin {
 public:
  virtual ~CallOrigin() = default;
  [[nodiscard]] virtual Worker& worker() const = 0;
  [[nodiscard]] virtual const GrpcServerState& state() const = 0;
  [[nodiscard]] virtual ServerAdmission& admission() const = 0;
  // How long ago the bytes were read that are handled now.
  [[nodiscard]] virtual resilience::Duration waited(SteadyTime now) const = 0;
  // Cancelled when the caller goes, until the call is answered.
  virtual void watch(std::uint64_t call, std::shared_ptr<CallCancellation> cancellation) = 0;
  // What a call is answered with: the bytes that go out; 0, and nothing is sent, when the answer is too large; nothing
  // when the caller has gone.
  virtual std::optional<std::size_t> answer(std::uint64_t call, const google::protobuf::MessageLite& reply) = 0;
  virtual std::optional<std::size_t> refuse(std::uint64_t call, const Error& error) = 0;
};

// A call that has arrived. Whoever holds it answers it, once, on its worker.
class ServedGrpcCall {
 public:
  ServedGrpcCall(std::shared_ptr<CallOrigin> origin, std::uint64_t call, const Method& method, SteadyTime started,
                 CallMetadata&& metadata);

  RequestContext context;

  [[nodiscard]] Worker& worker() const { return origin_->worker(); }
  // An error when the call must not begin: its deadline is spent, or there is too much to do.
  [[nodiscard]] Result<void> admit();
  // For a handler that waits.
  std::shared_ptr<CallCancellation> watch();

  void succeed(const google::protobuf::MessageLite& reply);
  void fail_with(const Error& error);
  // The handler threw: the caller hears that, and no more. What ends a cancelled handler is no fault.
  void threw(const std::exception& exception);

 private:
  void end(Code code, std::size_t bytes);

  std::shared_ptr<CallOrigin> origin_;
  std::uint64_t call_;
  const Method* method_;
  SteadyTime started_;
  std::uint64_t caller_span_ = 0;
  std::shared_ptr<CallCancellation> cancellation_;
  std::optional<ServerAdmission::Lease> place_;  // among the calls under way; after origin_, which it refers into
};

}  // namespace plaza::rpc
