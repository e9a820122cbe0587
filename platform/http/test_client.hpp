#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace plaza::http::testing {

// An answer as it came.
struct RawResponse {
  unsigned status = 0;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;                                 // chunks taken apart

  // "" when absent.
  [[nodiscard]] std::string header(const std::string& lower_name) const;
};

// A client for tests that sends any bytes. Every wait has a deadline of ten seconds.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when the connection is gone.
  bool send(std::string_view bytes);
  void half_close();

  // The next answer; nothing when the connection ends before it is complete. `head_only`: it answers HEAD.
  std::optional<RawResponse> receive(bool head_only = false);
  // All bytes until the server closes; nothing when it does not.
  std::optional<std::string> receive_all();
  // True when the server closes without a further byte.
  bool closed_by_server();
  // True when no byte came for this long.
  bool silent_for(std::chrono::milliseconds time);

  // Bytes that were received and belong to no answer yet.
  [[nodiscard]] const std::string& pending() const { return buffer_; }

  std::optional<RawResponse> exchange(std::string_view bytes) {
    send(bytes);
    return receive();
  }

 private:
  enum class Read : std::uint8_t { bytes, end, timeout };
  Read read_some(std::chrono::milliseconds timeout);
  bool read_until(std::size_t bytes);
  std::optional<std::string> take_line();
  bool take_chunks(std::string& body);

  int socket_;
  std::string buffer_;
};

}  // namespace plaza::http::testing
