// A process for run_test.cpp to start and to stop: its one component is as slow and as failing as the configuration
// says.
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/process/process.hpp"

namespace {

using plaza::milliseconds;
using plaza::Result;

struct SampleOptions {
  std::string start_error;
  std::string throw_error;
  std::string password;
  milliseconds drain_time{0};
  milliseconds answer_time{0};
  bool stop_hangs = false;
  plaza::http::ServerOptions http{.port = 0};

  void describe(plaza::config::Section root) {
    const auto section = root.section("sample");
    section.value("start_error", start_error, "Starting fails with these words");
    section.value("throw_error", throw_error, "The body throws these words");
    section.secret("password", password, "A secret");
    section.value("drain_time_ms", drain_time, "How long work goes on after accepting stopped");
    section.value("answer_time_ms", answer_time, "How long an answer of /slow takes");
    section.value("stop_hangs", stop_hangs, "Stopping takes for ever");
    http.describe(root.section("http"));
  }
};

class SampleComponent final : public plaza::Component {
 public:
  SampleComponent(plaza::Process& process, const SampleOptions& options, const plaza::http::Server& server)
      : process_(process), options_(options), server_(server) {}

  [[nodiscard]] std::string_view name() const override { return "sample"; }
  [[nodiscard]] Result<void> start() override {
    if (!options_.start_error.empty()) return plaza::fail(plaza::Code::unavailable, options_.start_error);
    process_.log().info("component starts", {{"http_port", server_.port()}});
    return {};
  }
  void begin_stopping() override {
    process_.log().info(process_.health().ready() ? "still ready" : "not ready any more");
  }
  void stop_accepting() override {
    process_.log().info("accepts nothing more");
    drained_at_ = process_.clock().steady_now() + options_.drain_time;
  }
  [[nodiscard]] bool drained() const override { return process_.clock().steady_now() >= drained_at_; }
  void stop() override {
    process_.log().info("component stops");
    process_.log().flush();
    while (options_.stop_hangs) std::this_thread::sleep_for(milliseconds{100});
  }

 private:
  plaza::Process& process_;
  const SampleOptions& options_;
  const plaza::http::Server& server_;
  plaza::SteadyTime drained_at_;
};

plaza::asio::awaitable<plaza::http::Response> answer_slowly(plaza::Worker& worker, milliseconds time) {
  plaza::asio::steady_timer timer(worker.executor(), time);
  co_await timer.async_wait(plaza::asio::use_awaitable);
  co_return plaza::http::text(200, "done");
}

}  // namespace

int main(int argc, char** argv) {
  SampleOptions options;
  return plaza::run(argc, argv, "sample", options, [&options](plaza::Process& process) -> Result<void> {
    if (!options.throw_error.empty()) throw std::runtime_error(options.throw_error);
    plaza::http::Router router;
    router.get("/slow", [&options](plaza::http::Request& request) {
      return answer_slowly(request.worker(), options.answer_time);
    });
    process.add_health_routes(router);
    plaza::http::Server server("http", process.serving(), process.clock(), router, options.http, {},
                               &process.http_observer(), process.credentials(options.http.tls));
    process.dynamic()
        .section("http", options.http)
        .on_change(process.workers().background(),
                   [&server](const plaza::http::ServerOptions& now) { server.change(now); });
    SampleComponent component(process, options, server);
    return process.serve({&server, &component});
  });
}
