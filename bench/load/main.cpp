// The load: HTTP requests in a closed loop or at a fixed rate, and what became of them as one line of JSON.
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "bench/load/generator.hpp"

namespace {

using plaza::bench::Options;

void describe(CLI::App& app, Options& options) {
  app.add_option("--host", options.host, "IPv4 address")->capture_default_str();
  app.add_option("--port", options.port, "TCP port")->required();
  app.add_option("--requests", options.requests_file, "A request a line: GET /path, or POST /path BODY")->required();
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 60'000))->capture_default_str();
  app.add_option("--pipeline", options.pipeline, "Requests sent at once")->check(CLI::Range(1, 256));
  app.add_option("--rate", options.rate, "Requests a second; 0: the next when one is answered")->capture_default_str();
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 600.0))->capture_default_str();
  app.add_option("--warmup", options.warmup_seconds, "Seconds before those that count")->capture_default_str();
  app.add_option("--timeout", options.timeout_seconds, "Seconds for an answer")->capture_default_str();
  app.add_option("--wait", options.wait_seconds, "Seconds for a free connection")->capture_default_str();
}

double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int run(const Options& options) {
  std::ifstream file(options.requests_file);
  std::ostringstream text;
  text << file.rdbuf();
  auto requests = plaza::bench::read_requests(text.view(), options);
  if (!file || !requests) {
    fmt::print(stderr, "{}: {}\n", options.requests_file, requests ? "cannot be read" : requests.error());
    return 1;
  }
  // As many descriptors as the system allows: each connection is one.
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  plaza::bench::Generator generator(options, std::move(*requests));
  fmt::print("{}\n", generator.run().json(own_cpu_seconds()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Sends HTTP requests at a server on this machine, and says how it answered.");
  describe(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    return run(options);
  } catch (const std::exception& exception) {
    fmt::print(stderr, "{}\n", exception.what());
    return 1;
  }
}
