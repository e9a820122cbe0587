#pragma once

#include <cstdint>
#include <string>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/core/dynamic.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/slow_requests.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza {

// How a process leaves after SIGTERM.
struct StopOptions {
  milliseconds grace{1'000};   // not ready any more, but serving on: until others have noticed
  milliseconds drain{10'000};  // then, for what was begun

  void describe(config::Section section);
};

// The port for those who operate the process: health, metrics, log level, configuration.
struct OperationsOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 9464;  // 0: a free one, named in the log

  void describe(config::Section section);
};

// What every process can be told.
struct ProcessOptions {
  std::uint32_t workers = 0;
  StopOptions stop;
  telemetry::LogOptions log;
  telemetry::TraceOptions trace;
  OperationsOptions operations;
  config::DynamicOptions dynamic;
  telemetry::SlowRequestOptions debug;

  // `workers` stands at the top of the file, the others in sections of their own behind those of the service.
  void describe_first(config::Section root);
  void describe_last(config::Section root);
};

// How many workers to run: what was configured, or one for each processor that this process may use.
std::size_t worker_count(std::uint32_t configured);

}  // namespace plaza
