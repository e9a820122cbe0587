#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <unistd.h>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/core/trace_context.hpp"

namespace plaza::telemetry {

enum class Level : std::uint8_t { debug, info, warning, error };

std::string_view to_string(Level level);
// "debug", "info", "warning" or "error"; nothing for another word.
std::optional<Level> parse_level(std::string_view word);

// A named value of a log line.
struct Attribute {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  Attribute(std::string_view n, std::string_view v) : name(n), value(v) {}
  Attribute(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
  Attribute(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
  Attribute(std::string_view n, bool v) : name(n), value(v) {}
  Attribute(std::string_view n, double v) : name(n), value(v) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Attribute(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

struct LogOptions {
  std::string level = "info";
  std::uint32_t queue_lines_max = 8192;
  bool access_log = true;

  void describe(config::Section section);
};

// The log of a process: one JSON object a line on standard output, written by a thread of its own. When the queue is
// full the oldest lines are dropped and counted. Thread-safe.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Level level, std::string_view message, std::initializer_list<Attribute> attributes,
                     const TraceContext* trace) = 0;
  // Finished lines, each ended by '\n': how a worker hands over the access log of a tick.
  virtual void write_lines(std::string lines) = 0;
  // Memory for such lines: an empty text, with room where lines that are written have left some.
  [[nodiscard]] virtual std::string take_memory() { return {}; }
  virtual void set_level(Level level) = 0;
  [[nodiscard]] virtual Level level() const = 0;
  [[nodiscard]] virtual std::uint64_t dropped_lines() const = 0;
  // Waits until all that was written before is handed to the kernel, at most some seconds.
  virtual void flush() = 0;

  void debug(std::string_view message, std::initializer_list<Attribute> attributes = {},
             const TraceContext* trace = nullptr) {
    if (level() <= Level::debug) write(Level::debug, message, attributes, trace);
  }
  void info(std::string_view message, std::initializer_list<Attribute> attributes = {},
            const TraceContext* trace = nullptr) {
    if (level() <= Level::info) write(Level::info, message, attributes, trace);
  }
  void warning(std::string_view message, std::initializer_list<Attribute> attributes = {},
               const TraceContext* trace = nullptr) {
    if (level() <= Level::warning) write(Level::warning, message, attributes, trace);
  }
  void error(std::string_view message, std::initializer_list<Attribute> attributes = {},
             const TraceContext* trace = nullptr) {
    write(Level::error, message, attributes, trace);
  }
};

// The log that writes to `descriptor`, which stays open as long as it lives. Destroying it writes what still queues.
std::unique_ptr<Log> make_log(std::string_view service, const LogOptions& options, const Clock& clock,
                              int descriptor = STDOUT_FILENO);

}  // namespace plaza::telemetry
