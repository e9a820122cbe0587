#pragma once

#include <utility>

#include "platform/rpc/grpc/method.hpp"

namespace google::protobuf {
class MessageLite;
}

namespace plaza::rpc {

// A call as the gRPC transport sees it.
class GrpcCall : public Call {
 public:
  GrpcCall(const Method& of, std::string_view full_name, RequestContext caller)
      : Call(of, std::move(caller)), full_name_(full_name) {}
  // "plaza.orders.v1.OrdersService/GetOrder"
  [[nodiscard]] std::string_view full_name() const { return full_name_; }
  [[nodiscard]] virtual const google::protobuf::MessageLite& request_message() const = 0;
  // Parsing clears it first: a call that is sent twice may have read a part of the first answer.
  virtual google::protobuf::MessageLite& reply_message() = 0;

 private:
  std::string_view full_name_;
};

template <class M>
class TypedGrpcCall final : public GrpcCall {
 public:
  TypedGrpcCall(RequestContext caller, typename M::Request request)
      : GrpcCall(M::method, M::full_name, std::move(caller)), request_(std::move(request)) {}

  [[nodiscard]] const google::protobuf::MessageLite& request_message() const override { return request_; }
  google::protobuf::MessageLite& reply_message() override { return reply_; }
  [[nodiscard]] const typename M::Request& request() const { return request_; }
  typename M::Reply& reply() { return reply_; }

 private:
  typename M::Request request_;
  typename M::Reply reply_;
};

// Calls M on behalf of `caller`: `co_await rpc::call<orders::GetOrder>(channel, context, request)`. The channel must
// outlive the call; it runs on the channel's worker.
template <class M>
  requires M::is_grpc
asio::awaitable<Result<typename M::Reply>> call(Channel& channel, RequestContext caller, typename M::Request request) {
  TypedGrpcCall<M> call(std::move(caller), std::move(request));
  auto sent = co_await channel.send(call);
  if (!sent) co_return std::unexpected(std::move(sent.error()));
  co_return std::move(call.reply());
}

}  // namespace plaza::rpc
