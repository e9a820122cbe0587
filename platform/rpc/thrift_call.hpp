#pragma once

#include <utility>

#include "platform/rpc/channel.hpp"
#include "platform/rpc/thrift_wire.hpp"

namespace plaza::rpc {

// A call as the Thrift transport sees it.
class ThriftCall : public Call {
 public:
  using Call::Call;
  virtual void write_request(FrameWriter& writer) const = 0;
  virtual void read_reply(FrameReader& reader) = 0;
};

template <class M>
class TypedThriftCall final : public ThriftCall {
 public:
  TypedThriftCall(RequestContext caller, typename M::Request request)
      : ThriftCall(M::method, std::move(caller)), request_(std::move(request)) {}

  void write_request(FrameWriter& writer) const override { request_.write(&writer); }
  void read_reply(FrameReader& reader) override {
    // A call that is sent twice may have read a part of the first answer.
    reply_ = {};
    reply_.read(&reader);
  }
  [[nodiscard]] const typename M::Request& request() const { return request_; }
  typename M::Reply& reply() { return reply_; }

 private:
  typename M::Request request_;
  typename M::Reply reply_;
};

// Calls M on behalf of `caller`: `co_await rpc::call<pharmacy::Search>(channel, context, request)`. The channel must
// outlive the call; it runs on the channel's worker.
template <class M>
  requires(!requires { M::is_grpc; })
asio::awaitable<Result<typename M::Reply>> call(Channel& channel, RequestContext caller, typename M::Request request) {
  TypedThriftCall<M> call(std::move(caller), std::move(request));
  auto sent = co_await channel.send(call);
  if (!sent) co_return std::unexpected(std::move(sent.error()));
  co_return std::move(call.reply());
}

}  // namespace plaza::rpc
