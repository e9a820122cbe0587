#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/core/error.hpp"

namespace plaza::graphql {

namespace asio = boost::asio;

// Loads by key: what is asked for in one tick of the loop leaves as one call. Of one request and one worker; a key that
// was asked for before is not loaded again. Values are shared with whoever asked.
template <class Key, class T>
class BatchLoader : public std::enable_shared_from_this<BatchLoader<Key, T>> {
 public:
  using Value = std::shared_ptr<const T>;
  // One value for each key, in their order; null for what does not exist.
  using Load = std::function<asio::awaitable<Result<std::vector<Value>>>(std::vector<Key>)>;

  // Made by std::make_shared. More than `keys_max` keys leave as several calls.
  BatchLoader(asio::any_io_executor executor, std::size_t keys_max, Load load)
      : executor_(std::move(executor)), keys_max_(keys_max), load_(std::move(load)) {}

  asio::awaitable<Result<Value>> load(Key key) {
    const auto self = this->shared_from_this();
    auto entry = known_[key];
    if (entry == nullptr) {
      entry = known_[key] = std::make_shared<Entry>(executor_);
      waiting_.push_back(std::move(key));
      if (waiting_.size() == 1) send_at_the_end_of_the_tick();
    }
    while (!entry->value) {
      co_await entry->arrived.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return *entry->value;
  }

 private:
  struct Entry {
    explicit Entry(const asio::any_io_executor& executor) : arrived(executor, asio::steady_timer::time_point::max()) {}
    std::optional<Result<Value>> value;
    asio::steady_timer arrived;  // cancelled when the value is there
  };

  // Twice around: those who are woken in this tick ask within it.
  void send_at_the_end_of_the_tick() {
    asio::post(executor_, [self = this->shared_from_this()] { asio::post(self->executor_, [self] { self->send(); }); });
  }

  void send() {
    auto keys = std::exchange(waiting_, {});
    for (std::size_t begin = 0; begin < keys.size(); begin += keys_max_) {
      const auto end = std::min(keys.size(), begin + keys_max_);
      std::vector<Key> part(keys.begin() + static_cast<std::ptrdiff_t>(begin),
                            keys.begin() + static_cast<std::ptrdiff_t>(end));
      asio::co_spawn(executor_, call(this->shared_from_this(), std::move(part)), asio::detached);
    }
  }

  static asio::awaitable<void> call(std::shared_ptr<BatchLoader> self, std::vector<Key> keys) {
    Result<std::vector<Value>> values;
    try {
      values = co_await self->load_(keys);
    } catch (const std::exception& thrown) {
      values = fail(Code::internal, thrown.what());
    }
    if (values && values->size() != keys.size()) values = fail(Code::internal, "a batch came back with another length");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& entry = self->known_[keys[i]];
      entry->value = values ? Result<Value>((*values)[i]) : Result<Value>(std::unexpected(values.error()));
      entry->arrived.cancel();
    }
  }

  asio::any_io_executor executor_;
  std::size_t keys_max_;
  Load load_;
  std::map<Key, std::shared_ptr<Entry>> known_;
  std::vector<Key> waiting_;
};

}  // namespace plaza::graphql
