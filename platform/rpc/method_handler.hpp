#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "platform/core/worker.hpp"
#include "platform/rpc/channel.hpp"
#include "platform/rpc/handler.hpp"
#include "platform/rpc/server_admission.hpp"
#include "platform/rpc/thrift_wire.hpp"

namespace plaza::rpc {

class ServerConnection;

// A call whose frame has arrived. Whoever holds it answers it, once, on its connection's worker.
class ServedCallState {
 public:
  ServedCallState(std::shared_ptr<ServerConnection> connection, const Method& method, std::int32_t seqid,
                  SteadyTime started);

  RequestContext context;

  [[nodiscard]] Worker& worker() const;
  // Takes the header over. An error when the call must not begin: its deadline is spent, it has no request, or there is
  // too much to do.
  [[nodiscard]] Result<void> admit(wire::RequestHeader&& header, bool has_request);

  template <class Reply>
  void answer(const Result<Reply>& result) {
    if (!result) return fail_with(result.error());
    auto& writer = begin_answer();
    write_success(writer, *result);
    end_answer(Code::ok);
  }
  void fail_with(const Error& error);
  // The handler threw: the caller hears that, and no more.
  void threw(const std::exception& exception);

 private:
  FrameWriter& begin_answer();
  void end_answer(Code code);

  std::shared_ptr<ServerConnection> connection_;
  const Method* method_;
  std::int32_t seqid_;
  SteadyTime started_;
  std::uint64_t caller_span_ = 0;
  std::optional<ServerAdmission::Lease> place_;  // among the calls under way; after connection_, which it refers into
};

// A method as the server keeps it: reads the arguments, runs what was given for it, answers.
class MethodHandler {
 public:
  explicit MethodHandler(const Method& of) : method_(&of) {}
  virtual ~MethodHandler() = default;
  [[nodiscard]] const Method& method() const { return *method_; }
  // Throws TProtocolException when the frame is malformed.
  virtual void run(ServedCallState call, FrameReader& reader) const = 0;

 private:
  const Method* method_;
};

template <class M, Handler<M> H>
class TypedHandler final : public MethodHandler {
 public:
  explicit TypedHandler(H handler) : MethodHandler(M::method), handler_(std::move(handler)) {}

  void run(ServedCallState call, FrameReader& reader) const override {
    wire::RequestHeader header;
    typename M::Request request;
    const bool has_request = read_arguments(reader, header, request);
    reader.end();
    if (auto admitted = call.admit(std::move(header), has_request); !admitted) return call.fail_with(admitted.error());
    if constexpr (AnswersLater<H, M>) {
      auto executor = call.worker().executor();
      asio::co_spawn(executor, run_later(&handler_, std::move(call), std::move(request)), asio::detached);
    } else {
      run_now(call, request);
    }
  }

 private:
  void run_now(ServedCallState& call, const typename M::Request& request) const {
    std::optional<Result<typename M::Reply>> result;
    try {
      result.emplace(invoke_handler<H, M>(handler_, request, call.context, call.worker()));
    } catch (const std::exception& exception) {
      return call.threw(exception);
    }
    call.answer(*result);
  }

  // The handler lives as long as the server's state, which the call's connection holds.
  static asio::awaitable<void> run_later(const H* handler, ServedCallState call, typename M::Request request) {
    std::optional<Result<typename M::Reply>> result;
    try {
      result.emplace(co_await invoke_handler<H, M>(*handler, request, call.context, call.worker()));
    } catch (const std::exception& exception) {
      call.threw(exception);
      co_return;
    }
    call.answer(*result);
  }

  H handler_;
};

}  // namespace plaza::rpc
