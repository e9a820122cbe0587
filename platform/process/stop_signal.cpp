#include "platform/process/stop_signal.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include <sys/eventfd.h>
#include <unistd.h>

namespace plaza {
namespace {

// Where the handler reports the first signal; -1 while a signal ends the process. A signal handler can be handed
// nothing, so this is the one variable that no object owns.
std::atomic<int> report_to = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not take a lock");

void handle(int signal_number) {
  const int saved = errno;
  const int event = report_to.exchange(-1);
  const auto count = static_cast<std::uint64_t>(signal_number);
  if (event < 0 || ::write(event, &count, sizeof(count)) != sizeof(count)) ::_exit(128 + signal_number);
  errno = saved;
}

void set_handler(int signal_number, void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal_number, &action, nullptr);
}

constexpr std::array<int, 2> stop_signals{SIGTERM, SIGINT};

}  // namespace

StopSignal::StopSignal() : event_(::eventfd(0, EFD_CLOEXEC)) {
  if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  set_handler(SIGPIPE, SIG_IGN);
  for (const int signal_number : stop_signals) set_handler(signal_number, handle);
}

StopSignal::~StopSignal() {
  disarm();
  for (const int signal_number : stop_signals) set_handler(signal_number, SIG_DFL);
  ::close(event_);
}

void StopSignal::arm() {
  report_to.store(event_);
}

void StopSignal::disarm() {
  report_to.store(-1);
}

int StopSignal::wait() {
  std::uint64_t signal_number = 0;
  while (::read(event_, &signal_number, sizeof(signal_number)) < 0 && errno == EINTR) {
  }
  return static_cast<int>(signal_number);
}

}  // namespace plaza
