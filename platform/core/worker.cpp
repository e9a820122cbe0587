#include "platform/core/worker.hpp"

#include <future>
#include <latch>

#include <boost/asio/executor_work_guard.hpp>

namespace plaza {

void run_on(Worker& worker, const std::function<void()>& task) {
  if (worker.io().stopped()) return task();
  std::promise<void> done;
  asio::post(worker.executor(), [&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

Workers::Workers(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) workers_.push_back(std::make_unique<Worker>(i));
  background_ = std::make_unique<Worker>(count);
}

Workers::~Workers() {
  stop();
}

void Workers::start() {
  const auto run = [this](Worker& worker) {
    guards_.emplace_back(worker.executor());
    threads_.emplace_back([&worker] { worker.io().run(); });
  };
  for (auto& worker : workers_) run(*worker);
  run(*background_);
}

void Workers::stop() {
  guards_.clear();
  for (auto& worker : workers_) worker->io().stop();
  background_->io().stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::run_on_each(const std::function<void(Worker&)>& task) {
  std::latch done(static_cast<std::ptrdiff_t>(workers_.size()));
  for (auto& worker : workers_) {
    asio::post(worker->executor(), [&task, &done, &worker] {
      task(*worker);
      done.count_down();
    });
  }
  done.wait();
}

}  // namespace plaza
