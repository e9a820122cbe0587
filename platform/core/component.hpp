#pragma once

#include <string_view>

#include "platform/core/error.hpp"

namespace plaza {

// A part of a process that starts and stops with it: a listener, a feed that is synced, an exporter. serve() calls
// these from the main thread, in the order of the stages; a component posts to its workers what belongs there.
class Component {
 public:
  virtual ~Component() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Opens what must be open before the process is ready. An error ends the process.
  [[nodiscard]] virtual Result<void> start() = 0;
  // SIGTERM came: tell clients to go elsewhere, but serve on.
  virtual void begin_stopping() {}
  // The grace period is over: accept what queues, then nothing new.
  virtual void stop_accepting() {}
  // True when nothing that was begun is unfinished. Called from the main thread, repeatedly.
  [[nodiscard]] virtual bool drained() const { return true; }
  // Closes what is left; what had to be kept is flushed when it returns.
  virtual void stop() {}
};

}  // namespace plaza
