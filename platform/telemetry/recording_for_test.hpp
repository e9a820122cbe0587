#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "platform/telemetry/log.hpp"
#include "platform/telemetry/log_line.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::telemetry {

// A log and a tracer that keep what they are given, for tests.
class RecordingLog final : public Log {
 public:
  void write(Level level, std::string_view message, std::initializer_list<Attribute> attributes,
             const TraceContext* trace) override {
    const std::lock_guard lock(mutex_);
    append_log_line(text_, SystemTime{}, level, "test", message, attributes, trace);
  }
  void write_lines(std::string lines) override {
    const std::lock_guard lock(mutex_);
    text_ += lines;
  }
  void set_level(Level level) override { level_ = level; }
  [[nodiscard]] Level level() const override { return level_; }
  [[nodiscard]] std::uint64_t dropped_lines() const override { return 0; }
  void flush() override {}

  [[nodiscard]] std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  Level level_ = Level::debug;
};

class RecordingTracer final : public Tracer {
 public:
  explicit RecordingTracer(bool sampling) : sampling_(sampling) {}
  [[nodiscard]] bool sample() override { return sampling_; }
  void record(Span span) override {
    const std::lock_guard lock(mutex_);
    spans_.push_back(std::move(span));
  }
  [[nodiscard]] std::uint64_t dropped_spans() const override { return 0; }

  [[nodiscard]] std::vector<Span> spans() const {
    const std::lock_guard lock(mutex_);
    return spans_;
  }

 private:
  const bool sampling_;
  mutable std::mutex mutex_;
  std::vector<Span> spans_;
};

}  // namespace plaza::telemetry
