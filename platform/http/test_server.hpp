#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"
#include "platform/http/test_client.hpp"

namespace plaza::http::testing {

// True once `condition` holds; false when it does not within ten seconds.
inline bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

// A server on two workers and a port of the kernel's choice. Add routes, then start().
struct ServerTest : ::testing::Test {
  ServerTest() {
    options.port = 0;
    workers.start();
  }
  ~ServerTest() override {
    server.reset();
    workers.stop();
  }

  void start() {
    server = std::make_unique<Server>("test", std::vector<Worker*>{&workers[0], &workers[1]}, clock, router, options,
                                      filters, observer, credentials);
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  [[nodiscard]] std::uint16_t port() const { return server->port(); }

  SystemClock clock;
  Workers workers{2};
  Router router;
  ServerOptions options;
  std::vector<Filter*> filters;
  Observer* observer = nullptr;
  std::shared_ptr<tls::Credentials> credentials;
  std::unique_ptr<Server> server;
};

}  // namespace plaza::http::testing
