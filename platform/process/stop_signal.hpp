#pragma once

namespace plaza {

// SIGTERM and SIGINT of this process. At first either ends it at once, with exit code 128 + its number. Once armed, the
// first one is kept for wait(), and the next one ends the process at once again. SIGPIPE is ignored: a write to a
// closed connection is an error of that write.
//
// Signals belong to a whole process, so there is one of these at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void arm();
  // Back to ending at once.
  void disarm();
  // Blocks until the first signal after arm(); gives its number.
  [[nodiscard]] int wait();

 private:
  int event_;
};

}  // namespace plaza
