#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "platform/core/worker.hpp"

namespace plaza {

// Options that may be changed while the process runs, swapped whole. Thread-safe. Made by config::Dynamic::section().
template <class Options>
class Live {
 public:
  explicit Live(Options initial) : options_(std::make_shared<const Options>(std::move(initial))) {}
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  // The options in force. Takes a lock, for a moment: what serves requests keeps what on_change() gave it instead.
  [[nodiscard]] std::shared_ptr<const Options> now() const {
    const std::lock_guard lock(mutex_);
    return options_;
  }

  // `apply` is called on the worker's loop with the new options at each change, in order. Not for what is in force
  // already: whoever starts with now() asks for changes first.
  void on_change(Worker& worker, std::function<void(const Options&)> apply) {
    const std::lock_guard lock(mutex_);
    followers_.push_back({&worker, std::make_shared<const Apply>(std::move(apply))});
  }

  void change(Options next) {
    const auto options = std::make_shared<const Options>(std::move(next));
    const std::lock_guard lock(mutex_);
    options_ = options;
    for (const auto& [worker, apply] : followers_) {
      asio::post(worker->executor(), [options, apply] { (*apply)(*options); });
    }
  }

 private:
  using Apply = std::function<void(const Options&)>;
  struct Follower {
    Worker* worker;
    std::shared_ptr<const Apply> apply;
  };

  mutable std::mutex mutex_;
  std::shared_ptr<const Options> options_;
  std::vector<Follower> followers_;
};

}  // namespace plaza
