// A gRPC service for other people's clients to try: it echoes, waits, and hands on to other people's servers. All of it
// but the handlers is what every service runs.
#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/process/process.hpp"
#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/grpc/channel.hpp"
#include "platform/rpc/grpc/server.hpp"
#include "platform/rpc/server_telemetry.hpp"

#include "proto/test/v1/methods.hpp"

namespace {

using namespace plaza;
using test::v1::EchoRequest;
using test::v1::EchoResponse;

struct Options {
  rpc::GrpcServerOptions grpc;
  rpc::GrpcChannelOptions upstream;

  void describe(config::Section root) {
    grpc.describe(root.section("grpc"));
    upstream.describe(root.section("upstream"));
  }
};

EchoResponse echoed(const EchoRequest& request) {
  EchoResponse response;
  response.set_text(request.text());
  *response.mutable_ids() = request.ids();
  return response;
}

// "fail CODE" fails so, with all details that an error can have.
Result<EchoResponse> echo(const EchoRequest& request, const RequestContext& context) {
  constexpr std::string_view failing = "fail ";
  if (request.text().starts_with(failing)) {
    return std::unexpected(Error{.code = static_cast<Code>(std::stoi(request.text().substr(failing.size()))),
                                 .message = "as you wish: 台北, 100 %",
                                 .reason = "AS_WISHED",
                                 .fields = {{.pointer = "/text", .detail = "says so"}},
                                 .retry_after = milliseconds{1'500}});
  }
  auto response = echoed(request);
  if (request.text() == "who") {
    response.add_ids(context.identity.subject);
    for (const auto& scope : context.identity.scopes) response.add_ids(scope);
    response.add_ids(context.request_id);
    response.add_ids(context.trace.trace_id());
  }
  return response;
}

// Until it is cancelled.
asio::awaitable<Result<EchoResponse>> wait(const EchoRequest& request, Worker& worker, telemetry::Log& log) {
  asio::steady_timer timer(worker.executor(), SteadyTime::max());
  log.info("the wait begins");
  const auto [cancelled] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  log.info("the wait has ended", {{"why", cancelled.message()}});
  co_return echoed(request);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return plaza::run(argc, argv, "grpc-subject", options, [&options](Process& process) -> Result<void> {
    std::vector<std::unique_ptr<rpc::GrpcChannel>> upstream;
    auto& live = process.dynamic().section("upstream", options.upstream);
    const auto upstream_tls = process.credentials(options.upstream.tls);
    for (auto* worker : process.serving()) {
      auto& channel = *upstream.emplace_back(std::make_unique<rpc::GrpcChannel>(
          *worker, process.clock(), options.upstream, rpc::ResolveName{}, upstream_tls));
      live.on_change(*worker, [&channel](const rpc::GrpcChannelOptions& now) { std::ignore = channel.change(now); });
    }
    const auto telemetry = std::make_shared<rpc::ServerTelemetry>(process.workers().size(), process.clock(),
                                                                  process.metrics(), process.tracer(), process.log(),
                                                                  process.in_flight(), process.slow_requests());
    rpc::GrpcServer server("grpc-subject", process.serving(), process.clock(), process.health(), options.grpc,
                           telemetry, process.credentials(options.grpc.tls));
    server.handle<test::v1::Echo>(echo);
    server.handle<test::v1::Wait>([&process](const EchoRequest& request, const RequestContext&, Worker& worker) {
      return wait(request, worker, process.log());
    });
    server.handle<test::v1::Do>([&upstream](const EchoRequest& request, const RequestContext& context, Worker& worker) {
      return rpc::call<test::v1::Echo>(*upstream.at(worker.index()), context, request);
    });
    server.follow(process.dynamic().section("grpc.admission", options.grpc.admission));
    return process.serve({&server});
  });
}
