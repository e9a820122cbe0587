#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "gateway/api/worker_channels.hpp"
#include "platform/http/router.hpp"
#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/thrift_call.hpp"

// What the tests of routes share: services that answer from canned values, and requests without sockets.
namespace plaza::gateway::testing {

// A channel that answers each method as it was told, and fails calls of others.
class FakeService {
 public:
  template <class M>
  using Answer = std::function<Result<typename M::Reply>(const typename M::Request&)>;

  template <class M>
  void answer(Answer<M> with) {
    answers_[&M::method] = [with = std::move(with)](rpc::Call& call) -> Result<void> {
      if constexpr (requires { M::is_grpc; }) {
        auto& grpc_call = dynamic_cast<rpc::TypedGrpcCall<M>&>(call);
        auto reply = with(grpc_call.request());
        if (!reply) return std::unexpected(std::move(reply.error()));
        grpc_call.reply() = *std::move(reply);
        return {};
      } else {
        return answer_thrift<M>(with, call);
      }
    };
  }

  [[nodiscard]] std::unique_ptr<rpc::Channel> channel() { return std::make_unique<Channel>(*this); }

  // Of the last call.
  std::optional<RequestContext> caller;
  std::uint64_t caller_span = 0;
  int calls = 0;

 private:
  template <class M>
  static Result<void> answer_thrift(const Answer<M>& with, rpc::Call& call) {
    auto& thrift_call = dynamic_cast<rpc::ThriftCall&>(call);
    typename M::Request request;
    through_bytes([&](rpc::FrameWriter& writer) { thrift_call.write_request(writer); },
                  [&](rpc::FrameReader& reader) { request.read(&reader); });
    auto reply = with(request);
    if (!reply) return std::unexpected(std::move(reply.error()));
    through_bytes([&](rpc::FrameWriter& writer) { reply->write(&writer); },
                  [&](rpc::FrameReader& reader) { thrift_call.read_reply(reader); });
    return {};
  }

  // As between processes.
  template <class Write, class Read>
  static void through_bytes(const Write& write, const Read& read) {
    rpc::ByteBuffer bytes;
    rpc::FrameWriter writer(bytes);
    writer.begin(apache::thrift::protocol::T_REPLY, "any", 1);
    write(writer);
    writer.end();
    rpc::FrameReader reader({});
    reader.begin(bytes.bytes().subspan(sizeof(std::uint32_t)));
    read(reader);
    reader.end();
  }

  class Channel final : public rpc::Channel {
   public:
    explicit Channel(FakeService& service) : service_(service) {}
    asio::awaitable<Result<void>> send(rpc::Call& call) override {
      ++service_.calls;
      service_.caller = call.context;
      service_.caller_span = call.caller_span;
      const auto found = service_.answers_.find(call.method);
      if (found == service_.answers_.end()) co_return fail(Code::unavailable, "nobody answers this method");
      co_return found->second(call);
    }

   private:
    FakeService& service_;
  };

  std::map<const rpc::Method*, std::function<Result<void>(rpc::Call&)>> answers_;
};

// Runs a coroutine on the loop of a worker that has no thread, on this thread, and gives its result.
template <class T>
T run_on(Worker& worker, asio::awaitable<T> coroutine) {
  std::optional<T> result;
  asio::co_spawn(worker.io(), std::move(coroutine), [&result](const std::exception_ptr& thrown, T value) {
    if (thrown) std::rethrow_exception(thrown);
    result = std::move(value);
  });
  worker.io().restart();
  worker.io().run_for(std::chrono::seconds{10});
  return std::move(result).value();
}

// A worker, a fake service and a router.
class RouteTest : public ::testing::Test {
 protected:
  RouteTest() : channels_(workers_, [this](Worker&) { return service_.channel(); }) {}

  http::Response get(std::string_view target) {
    http::Request::Message message;
    message.method(http::Method::get);
    message.target(target);
    return send(message);
  }
  // As JSON, with an Idempotency-Key and a body where they are not empty.
  http::Response post(std::string_view target, std::string_view body = {}, std::string_view key = {}) {
    http::Request::Message message;
    message.method(http::Method::post);
    message.target(target);
    if (!key.empty()) message.set("Idempotency-Key", key);
    if (!body.empty()) message.set(http::Field::content_type, "application/json");
    message.body() = body;
    return send(message);
  }
  http::Response send(const http::Request::Message& message) {
    http::Request request(workers_[0], message);
    request.context.request_id = "the-request";
    request.context.identity = asks_;
    request.context.trace = trace_;
    auto match = router_.match(request.method(), request.path());
    if (match.route == nullptr) return {.status = 404};
    request.route = match.route->path;
    request.path_parameters = std::move(match.parameters);
    if (const auto* plain = std::get_if<http::PlainHandler>(&match.route->handler)) return (*plain)(request);
    return run_on(workers_[0], std::get<http::AsyncHandler>(match.route->handler)(request));
  }

  Identity asks_;
  TraceContext trace_;
  Workers workers_{1};
  ManualClock clock_;
  FakeService service_;
  WorkerChannels channels_;
  http::Router router_;
};

}  // namespace plaza::gateway::testing
