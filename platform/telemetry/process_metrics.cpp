#include "platform/telemetry/process_metrics.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace plaza::telemetry {
namespace {

double seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Field `index` (from 0) of /proc/self/statm, in bytes.
double memory_bytes(int index) {
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  for (int i = 0; i <= index; ++i) file >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return 0;
  // One of them is the iterator's own.
  return static_cast<double>(std::distance(begin(entries), end(entries))) - 1;
}

double descriptors_max() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

// Unix time at which this process began: field 22 of /proc/self/stat counts clock ticks since the machine started.
double start_time() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  // The second field is the program's name in parentheses and may hold blanks.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string ignored;
  for (int field = 3; field < 22; ++field) fields >> ignored;
  double ticks = 0;
  fields >> ticks;
  const double since_boot = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  return seconds(CLOCK_REALTIME) - (seconds(CLOCK_BOOTTIME) - since_boot);
}

}  // namespace

void add_process_metrics(Metrics& metrics, std::string_view version) {
  metrics.computed_counter("process_cpu_seconds_total", "CPU time used, user and system.", {},
                           [] { return seconds(CLOCK_PROCESS_CPUTIME_ID); });
  metrics.computed_gauge("process_virtual_memory_bytes", "Virtual memory.", {}, [] { return memory_bytes(0); });
  metrics.computed_gauge("process_resident_memory_bytes", "Resident memory.", {}, [] { return memory_bytes(1); });
  metrics.computed_gauge("process_open_fds", "Open file descriptors.", {}, open_descriptors);
  metrics.computed_gauge("process_max_fds", "Limit of open file descriptors.", {}, descriptors_max);
  metrics.gauge("process_start_time_seconds", "Unix time at which the process began.").set(start_time());
  metrics.gauge("plaza_build_info", "Always 1; the label tells the version.", {{"version", std::string(version)}})
      .set(1);
}

}  // namespace plaza::telemetry
