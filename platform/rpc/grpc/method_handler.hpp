#pragma once

#include <exception>
#include <optional>
#include <span>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include "platform/rpc/grpc/messages.hpp"
#include "platform/rpc/grpc/method.hpp"
#include "platform/rpc/grpc/served_call.hpp"
#include "platform/rpc/handler.hpp"

namespace plaza::rpc {

// A method as the server keeps it: reads the request, runs what was given for it, answers.
class GrpcMethodHandler {
 public:
  GrpcMethodHandler(const Method& of, std::string_view full_name) : method_(&of), full_name_(full_name) {}
  virtual ~GrpcMethodHandler() = default;
  [[nodiscard]] const Method& method() const { return *method_; }
  [[nodiscard]] std::string_view full_name() const { return full_name_; }
  // `request`: a serialized message, which is read before this returns.
  virtual void run(ServedGrpcCall call, std::span<const std::uint8_t> request) const = 0;

 private:
  const Method* method_;
  std::string_view full_name_;
};

template <class M, Handler<M> H>
class TypedGrpcHandler final : public GrpcMethodHandler {
 public:
  explicit TypedGrpcHandler(H handler) : GrpcMethodHandler(M::method, M::full_name), handler_(std::move(handler)) {}

  void run(ServedGrpcCall call, std::span<const std::uint8_t> bytes) const override {
    if (auto admitted = call.admit(); !admitted) return call.fail_with(admitted.error());
    typename M::Request request;
    if (!parse_message(request, bytes)) {
      return call.fail_with({.code = Code::invalid_argument, .message = "the request is not a message of its type"});
    }
    if constexpr (AnswersLater<H, M>) {
      auto executor = call.worker().executor();
      auto cancellation = call.watch();
      // The signal stays until its slot is let go, which is after the coroutine.
      auto slot = cancellation->signal.slot();
      asio::co_spawn(executor, run_later(&handler_, std::move(call), std::move(request)),
                     asio::bind_cancellation_slot(slot, [cancellation](const std::exception_ptr&) {}));
    } else {
      run_now(call, request);
    }
  }

 private:
  static void answer(ServedGrpcCall& call, const Result<typename M::Reply>& result) {
    if (!result) return call.fail_with(result.error());
    call.succeed(*result);
  }

  void run_now(ServedGrpcCall& call, const typename M::Request& request) const {
    std::optional<Result<typename M::Reply>> result;
    try {
      result.emplace(invoke_handler<H, M>(handler_, request, call.context, call.worker()));
    } catch (const std::exception& exception) {
      return call.threw(exception);
    }
    answer(call, *result);
  }

  // The handler lives as long as the server's state, which the call's connection holds.
  static asio::awaitable<void> run_later(const H* handler, ServedGrpcCall call, typename M::Request request) {
    std::optional<Result<typename M::Reply>> result;
    try {
      result.emplace(co_await invoke_handler<H, M>(*handler, request, call.context, call.worker()));
    } catch (const std::exception& exception) {
      call.threw(exception);
      co_return;
    }
    answer(call, *result);
  }

  H handler_;
};

}  // namespace plaza::rpc
