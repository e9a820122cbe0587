#include "platform/process/process_options.hpp"

#include <algorithm>
#include <thread>

#include <sched.h>

namespace plaza {

void StopOptions::describe(config::Section section) {
  section.value("grace_ms", grace, "After SIGTERM: time to serve on while readiness already fails",
                {.min = 0, .max = 600'000});
  section.value("drain_ms", drain, "Then: time for what was begun to end", {.min = 0, .max = 600'000});
}

void OperationsOptions::describe(config::Section section) {
  section.value("address", address, "Address of the operations port");
  section.value("port", port,
                "TCP port for /healthz, /readyz, /metrics, /log-level, /config, /requests and /debug; 0: a free one");
}

void ProcessOptions::describe_first(config::Section root) {
  root.value("workers", workers, "Threads that serve; 0: one for each processor", {.min = 0, .max = 256});
}

void ProcessOptions::describe_last(config::Section root) {
  stop.describe(root.section("stop"));
  log.describe(root.section("log"));
  trace.describe(root.section("trace"));
  operations.describe(root.section("operations"));
  dynamic.describe(root.section("dynamic"));
  debug.describe(root.section("debug"));
}

std::size_t worker_count(std::uint32_t configured) {
  if (configured > 0) return configured;
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof(usable), &usable) == 0) return static_cast<std::size_t>(CPU_COUNT(&usable));
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace plaza
