#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include <netinet/in.h>

#include "bench/load/answer_reader.hpp"
#include "bench/load/tally.hpp"

namespace plaza::bench {

// One connection of the load, with what it has sent and not been answered.
class Client {
 public:
  Client() = default;
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Begins to connect; false when not even that works.
  bool open(const sockaddr_in& address);
  void close();
  // The socket has become writable: true when it is connected.
  [[nodiscard]] bool finish_connecting();

  // Appends a request; flush() sends what was appended.
  void add(std::string_view request, TimePoint due, TimePoint now);
  // False when the connection is gone.
  bool flush();
  // Reads what is there, and reports each answer; false when the connection is gone.
  bool receive(Tally& tally, TimePoint now);
  // All that was sent and not answered, as lost.
  void lose(Tally& tally, Tally::Loss loss);

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] bool idle() const { return connected_ && in_flight_.empty(); }
  [[nodiscard]] bool has_output() const { return sent_ < output_.size(); }
  // When the oldest request under way was sent; only when not idle.
  [[nodiscard]] TimePoint oldest() const { return in_flight_.front().sent; }
  [[nodiscard]] bool waits() const { return !in_flight_.empty(); }

 private:
  struct InFlight {
    TimePoint due;
    TimePoint sent;
  };

  int descriptor_ = -1;
  bool connected_ = false;
  AnswerReader reader_;
  std::deque<InFlight> in_flight_;
  std::string output_;
  std::size_t sent_ = 0;
};

}  // namespace plaza::bench
