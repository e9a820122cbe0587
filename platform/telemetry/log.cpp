#include "platform/telemetry/log.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>

#include "platform/telemetry/line_queue.hpp"
#include "platform/telemetry/log_line.hpp"

namespace plaza::telemetry {
namespace {

// Access-log lines that wait for the writer. What goes beyond is dropped, oldest first.
constexpr std::size_t queued_chunk_bytes_max = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::seconds flush_timeout{5};
// How long a full non-blocking pipe may stay full before the lines at hand are given up.
constexpr int write_timeout_ms = 1'000;

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    if (errno == EINTR) continue;
    pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
    if (errno != EAGAIN || ::poll(&writable, 1, write_timeout_ms) <= 0) return false;
  }
  return true;
}

// What runs on the log's thread: writes each message as it is, after the chunks that queue. A message without text only
// wakes it for them.
class LineSink final : public spdlog::sinks::sink {
 public:
  LineSink(int descriptor, LineQueue& chunks) : descriptor_(descriptor), chunks_(chunks) {}

  void log(const spdlog::details::log_msg& message) override {
    for (auto& lines : chunks_.take()) {
      write(lines);
      chunks_.give_back_memory(std::move(lines));
    }
    write({message.payload.data(), message.payload.size()});
    {
      const std::lock_guard lock(mutex_);
      ++finished_messages_;
    }
    finished_.notify_all();
  }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  // Waits until `done(finished messages)`.
  template <class Done>
  void wait_until(std::chrono::steady_clock::time_point give_up, const Done& done) {
    // A message that is overrun finishes without a notification: look again at times.
    constexpr std::chrono::milliseconds look_again{10};
    std::unique_lock lock(mutex_);
    while (!done(finished_messages_) && std::chrono::steady_clock::now() < give_up)
      finished_.wait_for(lock, look_again);
  }
  [[nodiscard]] std::uint64_t failed_lines() const { return failed_lines_.load(); }

 private:
  void write(std::string_view lines) {
    if (!write_all(descriptor_, lines)) failed_lines_ += static_cast<std::uint64_t>(std::ranges::count(lines, '\n'));
  }

  const int descriptor_;
  LineQueue& chunks_;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::uint64_t finished_messages_ = 0;
  std::atomic<std::uint64_t> failed_lines_ = 0;
};

class AsyncLog final : public Log {
 public:
  AsyncLog(std::string_view service, const LogOptions& options, const Clock& clock, int descriptor)
      : service_(service),
        clock_(clock),
        level_(parse_level(options.level).value_or(Level::info)),
        chunks_(queued_chunk_bytes_max),
        sink_(std::make_shared<LineSink>(descriptor, chunks_)),
        pool_(std::make_shared<spdlog::details::thread_pool>(options.queue_lines_max, 1)),
        logger_(std::make_shared<spdlog::async_logger>(service_, sink_, pool_,
                                                       spdlog::async_overflow_policy::overrun_oldest)) {
    logger_->set_level(spdlog::level::trace);
  }

  ~AsyncLog() override {
    flush();
    pool_.reset();  // joins the thread, which first empties its queue, while all that it uses still exists
  }

  void write(Level level, std::string_view message, std::initializer_list<Attribute> attributes,
             const TraceContext* trace) override {
    std::string line;
    append_log_line(line, clock_.now(), level, service_, message, attributes, trace);
    post(line);
  }

  void write_lines(std::string lines) override {
    if (!lines.empty() && chunks_.push(std::move(lines))) post({});
  }

  [[nodiscard]] std::string take_memory() override { return chunks_.take_memory(); }

  void set_level(Level level) override { level_.store(level, std::memory_order_relaxed); }
  [[nodiscard]] Level level() const override { return level_.load(std::memory_order_relaxed); }

  // A wake-up that was overrun counts as a line: only when lines are lost anyway.
  [[nodiscard]] std::uint64_t dropped_lines() const override {
    return pool_->overrun_counter() + chunks_.dropped_lines() + sink_->failed_lines();
  }

  // Posts nothing of its own, which could overrun a line: every chunk has a message behind it that takes it along.
  void flush() override {
    const auto wanted = posted_messages_.load();
    sink_->wait_until(std::chrono::steady_clock::now() + flush_timeout,
                      [&](std::uint64_t finished) { return finished + pool_->overrun_counter() >= wanted; });
  }

 private:
  void post(std::string_view line) {
    posted_messages_.fetch_add(1);
    logger_->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
  }

  const std::string service_;
  const Clock& clock_;
  std::atomic<Level> level_;
  std::atomic<std::uint64_t> posted_messages_ = 0;
  LineQueue chunks_;
  std::shared_ptr<LineSink> sink_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

std::string_view to_string(Level level) {
  return level_names.at(static_cast<std::size_t>(level));
}

std::optional<Level> parse_level(std::string_view word) {
  const auto found = std::ranges::find(level_names, word);
  if (found == level_names.end()) return std::nullopt;
  return static_cast<Level>(found - level_names.begin());
}

void LogOptions::describe(config::Section section) {
  const auto live = section.live();
  live.choice("level", level, {level_names.begin(), level_names.end()}, "Least important lines that are written");
  section.value("queue_lines_max", queue_lines_max, "Lines that may wait for the writer; the oldest are dropped",
                {.min = 64, .max = 1'000'000});
  live.value("access_log", access_log, "Write one line for each request");
}

std::unique_ptr<Log> make_log(std::string_view service, const LogOptions& options, const Clock& clock, int descriptor) {
  return std::make_unique<AsyncLog>(service, options, clock, descriptor);
}

}  // namespace plaza::telemetry
