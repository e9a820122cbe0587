#include "gateway/api/repeated_task.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::gateway {

RepeatedTask::RepeatedTask(std::string name, Worker& worker, milliseconds pause, Task task)
    : name_(std::move(name)), worker_(worker), pause_(pause), task_(std::move(task)), timer_(worker.executor()) {}

Result<void> RepeatedTask::start() {
  ended_ = false;
  asio::co_spawn(worker_.executor(), run(), [this](const std::exception_ptr&) { ended_ = true; });
  return {};
}

void RepeatedTask::stop_accepting() {
  stopping_ = true;
  asio::post(worker_.executor(), [this] { timer_.cancel(); });
}

asio::awaitable<void> RepeatedTask::run() {
  while (!stopping_) {
    if (!co_await task_() || stopping_) break;
    timer_.expires_after(pause_);
    (void)co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

}  // namespace plaza::gateway
