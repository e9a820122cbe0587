// What a call costs, client and server together: bin/rpc_benchmark. 100 calls at once over one connection, an answer of
// 1.7 KB, both sides in this process on a worker each; the CPU time of the process by the number of calls, the two
// protocols in turn.
#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/grpc/channel.hpp"
#include "platform/rpc/grpc/server.hpp"
#include "platform/rpc/thrift_call.hpp"
#include "platform/rpc/thrift_channel.hpp"
#include "platform/rpc/thrift_server.hpp"

#include "proto/test/v1/methods.hpp"
#include "thrift/pharmacy.hpp"

namespace plaza::rpc {
namespace {

constexpr int callers = 100;
constexpr int rounds = 7;
constexpr std::chrono::milliseconds round_time{1'000};
constexpr std::size_t answer_bytes = 1'700;

struct Figure {
  double cpu_us = 0;
  double calls_per_second = 0;
};

double cpu_us() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// Stops the benchmark when what it measures is not what it should be.
void must(bool right) {
  if (!right) std::abort();
}

// One protocol: a server, and callers that go on for as long as they are let.
template <class Server, class Channel, class Method>
class Bench {
 public:
  template <class Options>
  explicit Bench(Options server_options, typename Method::Reply reply) : workers_(2) {
    server_options.listen.port = 0;
    server_.emplace("bench", std::vector{&workers_[0]}, clock_, health_, std::move(server_options));
    server_->template handle<Method>(
        [reply = std::move(reply)](const typename Method::Request&, const RequestContext&) {
          return Result<typename Method::Reply>(reply);
        });
    workers_.start();
    must(server_->start().has_value());
    typename Channel::Options options;
    options.endpoints = {fmt::format("127.0.0.1:{}", server_->port())};
    channel_.emplace(workers_[1], clock_, options);
  }
  ~Bench() {
    channel_.reset();
    server_->stop();
    workers_.stop();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Figure round() {
    stop_ = false;
    running_ = callers;
    calls_ = 0;
    const auto cpu = cpu_us();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < callers; ++i) asio::co_spawn(workers_[1].executor(), run(this), asio::detached);
    std::this_thread::sleep_for(round_time);
    stop_ = true;
    while (running_ > 0) std::this_thread::yield();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return {(cpu_us() - cpu) / calls_, calls_ / took.count()};
  }

 private:
  static asio::awaitable<void> run(Bench* self) {
    while (!self->stop_) {
      RequestContext context;
      context.deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
      context.trace = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = false};
      context.request_id = "0192d3f0-0000-7000-8000-000000000000";
      must((co_await call<Method>(*self->channel_, std::move(context), {})).has_value());
      ++self->calls_;
    }
    --self->running_;
  }

  SystemClock clock_;
  Health health_;
  Workers workers_;
  std::optional<Server> server_;
  std::optional<Channel> channel_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> running_ = 0;
  std::atomic<int> calls_ = 0;
};

Figure middle(std::vector<Figure> all) {
  std::ranges::sort(all, {}, &Figure::cpu_us);
  return all[all.size() / 2];
}

void show(std::string_view name, const std::vector<Figure>& all) {
  const auto figure = middle(all);
  fmt::print("{:<10}{:>8.1f} µs of CPU per call{:>12.0f} calls/s\n", name, figure.cpu_us, figure.calls_per_second);
}

int run() {
  pharmacy::GetMap::Reply thrift_reply;
  thrift_reply.__set_document(std::string(answer_bytes, 'x'));
  test::v1::EchoResponse grpc_reply;
  grpc_reply.set_text(std::string(answer_bytes, 'x'));
  Bench<ThriftServer, ThriftChannel, pharmacy::GetMap> thrift(ServerOptions{}, thrift_reply);
  Bench<GrpcServer, GrpcChannel, test::v1::Echo> grpc(GrpcServerOptions{}, grpc_reply);
  std::vector<Figure> of_thrift;
  std::vector<Figure> of_grpc;
  thrift.round();
  grpc.round();
  for (int i = 0; i < rounds; ++i) {
    of_thrift.push_back(thrift.round());
    of_grpc.push_back(grpc.round());
  }
  show("Thrift", of_thrift);
  show("gRPC", of_grpc);
  return 0;
}

}  // namespace
}  // namespace plaza::rpc

int main() {
  return plaza::rpc::run();
}
