#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/client.hpp"
#include "bench/load/options.hpp"
#include "bench/load/tally.hpp"

namespace plaza::bench {

// Sends the requests in turn over the connections: each next when one is answered or, with a rate, at its time whatever
// the server does. One thread; ends by itself.
class Generator {
 public:
  Generator(const Options& options, std::vector<std::string> requests);
  ~Generator();
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  // Runs to the end.
  Tally run();

 private:
  void open(std::size_t index);
  void reopen(std::size_t index, Tally::Loss loss);
  void watch(std::size_t index, int operation, std::uint32_t events);
  void wait(TimePoint until);
  void handle(std::size_t index, std::uint32_t events);
  void free(std::size_t index);
  void send(std::size_t index, std::size_t count, TimePoint due);
  // Sends what is due by now, and gives up what waited too long for a connection.
  void dispatch(TimePoint now);
  void give_up_slow_ones(TimePoint now);
  const std::string& next_request();

  Options options_;
  std::vector<std::string> requests_;
  std::size_t next_request_ = 0;
  sockaddr_in address_{};
  std::vector<std::unique_ptr<Client>> clients_;
  std::deque<std::size_t> free_;       // connected, nothing under way
  std::deque<TimePoint> waiting_;      // due, but no connection was free
  std::vector<std::size_t> unopened_;  // to be tried again at the next sweep
  int epoll_ = -1;
  std::uint64_t scheduled_ = 0;
  TimePoint start_;
  TimePoint end_;
  TimePoint now_;
  Tally tally_;
};

}  // namespace plaza::bench
