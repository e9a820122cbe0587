#include "platform/rpc/grpc/served_call.hpp"

#include "platform/rpc/grpc/server_state.hpp"

namespace plaza::rpc {

ServedGrpcCall::ServedGrpcCall(std::shared_ptr<CallOrigin> origin, std::uint64_t call, const Method& method,
                               SteadyTime started, CallMetadata&& metadata)
    : context(to_context(std::move(metadata), started, origin->state().options->deadline)),
      origin_(std::move(origin)),
      call_(call),
      method_(&method),
      started_(started),
      caller_span_(context.trace.span) {}

Result<void> ServedGrpcCall::admit() {
  auto& observer = *origin_->state().observer;
  observer.begun(worker(), *method_, context, started_);
  if (context.trace.valid()) context.trace = context.trace.child();
  if (context.expired(started_)) return fail(Code::deadline_exceeded, "the deadline was over before the call began");
  auto admitted = origin_->admission().admit(method_->priority, origin_->waited(started_), started_);
  if (!admitted) {
    observer.shed(worker(), *method_, admitted.error().policy);
    return std::unexpected(admitted.error().error());
  }
  place_ = std::move(*admitted);
  return {};
}

std::shared_ptr<CallCancellation> ServedGrpcCall::watch() {
  cancellation_ = std::make_shared<CallCancellation>();
  origin_->watch(call_, cancellation_);
  return cancellation_;
}

void ServedGrpcCall::succeed(const google::protobuf::MessageLite& reply) {
  const auto bytes = origin_->answer(call_, reply);
  if (!bytes) return end(Code::cancelled, 0);
  if (*bytes != 0) return end(Code::ok, *bytes);
  fail_with({.code = Code::resource_exhausted, .message = "the answer is larger than a message may be"});
}

void ServedGrpcCall::fail_with(const Error& error) {
  const auto bytes = origin_->refuse(call_, error);
  end(bytes ? error.code : Code::cancelled, bytes.value_or(0));
}

void ServedGrpcCall::threw(const std::exception& exception) {
  if (cancellation_ && cancellation_->cancelled) {
    return fail_with({.code = Code::cancelled, .message = "the caller has gone"});
  }
  origin_->state().observer->threw(worker(), *method_, context, exception.what());
  fail_with({.code = Code::internal, .message = "the service failed unexpectedly"});
}

void ServedGrpcCall::end(Code code, std::size_t bytes) {
  const auto& state = origin_->state();
  const auto now = state.clock->steady_now();
  if (place_) place_->finish(resilience::Outcome{.code = code, .took = now - started_}, now);
  state.observer->finished(worker(), {.method = method_,
                                      .context = &context,
                                      .caller_span = caller_span_,
                                      .code = code,
                                      .duration = now - started_,
                                      .reply_bytes = bytes});
}

}  // namespace plaza::rpc
