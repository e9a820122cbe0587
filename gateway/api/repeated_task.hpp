#pragma once

#include <atomic>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/component.hpp"
#include "platform/core/worker.hpp"

namespace plaza::gateway {

// Runs a coroutine on one worker, again and again with a pause in between, until it returns false or the process stops.
// Outlives the workers' threads.
class RepeatedTask final : public Component {
 public:
  using Task = std::function<asio::awaitable<bool>()>;

  RepeatedTask(std::string name, Worker& worker, milliseconds pause, Task task);

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Result<void> start() override;
  // The present round is finished, no other begins.
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override { return ended_; }

 private:
  asio::awaitable<void> run();

  std::string name_;
  Worker& worker_;
  milliseconds pause_;
  Task task_;
  asio::steady_timer timer_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> ended_ = true;
};

}  // namespace plaza::gateway
