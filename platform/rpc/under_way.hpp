#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"

namespace plaza::rpc {

namespace asio = boost::asio;

// The requests of a worker that are under way, by name. Lives on one worker.
class UnderWay {
 private:
  // Each name with those who wait for its end.
  using Names = std::unordered_map<std::string, std::vector<std::shared_ptr<asio::steady_timer>>>;

 public:
  // While it lives, the name is taken.
  class Mark {
   public:
    Mark(std::shared_ptr<Names> all, std::string name) : all_(std::move(all)), name_(std::move(name)) {}
    Mark(Mark&&) noexcept = default;
    Mark& operator=(Mark&&) = delete;
    ~Mark();

   private:
    std::shared_ptr<Names> all_;
    std::string name_;
  };

  // Nothing when one of that name is under way.
  [[nodiscard]] std::optional<Mark> begin(std::string name);
  // The same, behind those of that name that are under way; nothing when they are so at `until` still.
  asio::awaitable<std::optional<Mark>> begin_behind(std::string name, SteadyTime until);

 private:
  std::shared_ptr<Names> names_ = std::make_shared<Names>();
};

}  // namespace plaza::rpc
