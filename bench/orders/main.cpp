// Orders over gRPC, in a closed loop or at a fixed rate, and what became of them as one line of JSON.
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "bench/orders/order_load.hpp"

namespace {

using plaza::bench::OrderLoadOptions;

void describe(CLI::App& app, OrderLoadOptions& options) {
  app.add_option("--endpoint", options.endpoints, "HOST:PORT of a process of orders; may be given again")->required();
  app.add_option("--connections", options.connections, "To each")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--at-once", options.at_once, "Calls under way")->check(CLI::Range(1, 10'000))->capture_default_str();
  app.add_option("--rate", options.rate, "Orders a second; 0: the next when one is answered")->capture_default_str();
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 600.0))->capture_default_str();
  app.add_option("--warmup", options.warmup_seconds, "Seconds before those that count")->capture_default_str();
  app.add_option("--timeout", options.timeout_seconds, "Seconds for an answer")->capture_default_str();
}

double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  OrderLoadOptions options;
  CLI::App app("Makes orders on this machine, and says how they were answered.");
  describe(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    plaza::bench::OrderLoad load(options);
    const auto tally = load.run();
    fmt::print("{}\n", tally.json(own_cpu_seconds()));
  } catch (const std::exception& exception) {
    fmt::print(stderr, "{}\n", exception.what());
    return 1;
  }
  return 0;
}
