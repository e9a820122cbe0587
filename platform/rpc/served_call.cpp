#include <fmt/format.h>

#include "platform/rpc/method_handler.hpp"
#include "platform/rpc/server_connection.hpp"

namespace plaza::rpc {

ServedCallState::ServedCallState(std::shared_ptr<ServerConnection> connection, const Method& method, std::int32_t seqid,
                                 SteadyTime started)
    : connection_(std::move(connection)), method_(&method), seqid_(seqid), started_(started) {}

Worker& ServedCallState::worker() const {
  return connection_->worker();
}

Result<void> ServedCallState::admit(wire::RequestHeader&& header, bool has_request) {
  context = to_context(std::move(header), started_, connection_->state().options->deadline);
  caller_span_ = context.trace.span;
  connection_->state().observer->begun(worker(), *method_, context, started_);
  if (context.trace.valid()) context.trace = context.trace.child();
  if (!has_request) return fail(Code::invalid_argument, fmt::format("{} needs a request", method_->name));
  if (context.expired(started_)) return fail(Code::deadline_exceeded, "the deadline was over before the call began");
  auto admitted = connection_->admission().admit(method_->priority, connection_->waited(started_), started_);
  if (!admitted) {
    connection_->state().observer->shed(worker(), *method_, admitted.error().policy);
    return std::unexpected(admitted.error().error());
  }
  place_ = std::move(*admitted);
  return {};
}

FrameWriter& ServedCallState::begin_answer() {
  auto& writer = connection_->writer();
  writer.begin(thrift::protocol::T_REPLY, method_->name, seqid_);
  return writer;
}

void ServedCallState::end_answer(Code code) {
  auto bytes = connection_->finish_frame();
  if (bytes == 0) {
    write_failure(begin_answer(),
                  {.code = Code::resource_exhausted, .message = "the answer is larger than a frame may be"});
    bytes = connection_->finish_frame();
    code = Code::resource_exhausted;
  }
  auto& state = connection_->state();
  const auto now = state.clock->steady_now();
  if (place_) place_->finish(resilience::Outcome{.code = code, .took = now - started_}, now);
  state.observer->finished(worker(), {.method = method_,
                                      .context = &context,
                                      .caller_span = caller_span_,
                                      .code = code,
                                      .duration = now - started_,
                                      .reply_bytes = bytes});
  connection_->call_finished();
}

void ServedCallState::fail_with(const Error& error) {
  write_failure(begin_answer(), error);
  end_answer(error.code);
}

void ServedCallState::threw(const std::exception& exception) {
  connection_->state().observer->threw(worker(), *method_, context, exception.what());
  fail_with({.code = Code::internal, .message = "the service failed unexpectedly"});
}

}  // namespace plaza::rpc
