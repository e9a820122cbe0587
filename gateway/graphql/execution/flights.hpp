#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/graphql/execution/answer.hpp"

namespace plaza::graphql {

namespace asio = boost::asio;

// Requests under way on one worker, by what makes them the same: the first one is executed, the others wait for what it
// brings. An answer with errors is its own request's alone: those who waited go on by themselves.
class Flights {
 public:
  // Who is beyond this goes by itself.
  static constexpr std::size_t waiting_max = 10'000;  // for one answer

  // The request that is executed. Its end is the flight's, also when it is let go before it has an answer.
  class Lead;

  // Waits for the request of this key that is under way. Null when there is none, when it brings nothing to share, or
  // not in time.
  asio::awaitable<std::shared_ptr<const Answer>> wait(const std::string& key, SteadyTime until,
                                                      asio::any_io_executor executor);
  // From now on others wait for this one; if they do not wait for another already.
  Lead lead(const std::string& key);

 private:
  struct Flight {
    std::list<asio::steady_timer*> waiting;
    std::shared_ptr<const Answer> answer;
    bool over = false;
  };
  using Map = std::unordered_map<std::string, std::shared_ptr<Flight>>;
  class Place;

  std::shared_ptr<Map> flights_ = std::make_shared<Map>();
};

class Flights::Lead {
 public:
  Lead(std::shared_ptr<Map> flights, const std::string& key);
  Lead(const Lead&) = delete;
  Lead& operator=(const Lead&) = delete;
  ~Lead();

  void bring(const Answer& answer);

 private:
  std::shared_ptr<Map> flights_;
  std::string key_;
  std::shared_ptr<Flight> flight_;  // null: somebody else leads
};

}  // namespace plaza::graphql
