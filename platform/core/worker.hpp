#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace plaza {

namespace asio = boost::asio;

// One event loop and the thread that runs it. What lives on a worker is touched by its thread only.
class Worker {
 public:
  explicit Worker(std::size_t index) : index_(index), io_(1) {}
  [[nodiscard]] std::size_t index() const { return index_; }
  asio::io_context& io() { return io_; }
  asio::io_context::executor_type executor() { return io_.get_executor(); }

 private:
  std::size_t index_;
  asio::io_context io_;
};

// Runs `task` on the worker's thread and waits for it; here and now when its loop has ended. Not from a worker, and not
// before the workers run.
void run_on(Worker& worker, const std::function<void()>& task);

// The threads of a process: `count` workers that serve, and one more that does what must not delay them (exporters, the
// operations port, reading files, parsing feeds). They run from start() to stop().
class Workers {
 public:
  explicit Workers(std::size_t count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] std::size_t size() const { return workers_.size(); }
  Worker& operator[](std::size_t index) { return *workers_[index]; }
  // Its index is size().
  Worker& background() { return *background_; }

  void start();
  // Ends the loops after the handlers that run now, and joins the threads. Safe to call twice.
  void stop();

  // Runs `task(worker)` on every serving worker's own thread and waits until all are done. Not from a worker.
  void run_on_each(const std::function<void(Worker&)>& task);

 private:
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<Worker> background_;
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards_;
  std::vector<std::thread> threads_;
};

// Calls `flush` once after the handlers that are ready now, however often it is asked for in between: what is gathered
// during a tick goes out in one write. Lives on one worker.
class TickFlush {
 public:
  TickFlush(asio::io_context::executor_type executor, std::function<void()> flush)
      : executor_(std::move(executor)), state_(std::make_shared<State>(State{std::move(flush), false})) {}

  void request() {
    if (state_->requested) return;
    state_->requested = true;
    asio::post(executor_, [weak = std::weak_ptr(state_)] {
      const auto state = weak.lock();
      if (!state) return;
      state->requested = false;
      state->flush();
    });
  }

 private:
  struct State {
    std::function<void()> flush;
    bool requested;
  };
  asio::io_context::executor_type executor_;
  std::shared_ptr<State> state_;
};

}  // namespace plaza
