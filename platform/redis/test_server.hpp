#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/redis/options.hpp"
#include "platform/redis/reply.hpp"

namespace plaza::redis {

// A Redis of a test program's own, in a temporary folder and on a free port of the loopback. It ends with the program,
// however that ends: the kernel sends it a signal. What a test asks of it fails the test by an exception.
class TestServer {
 public:
  enum class Kind : std::uint8_t { server, sentinel };

  // Ready when it returns, within a tenth of a second. `settings`: further lines of its configuration.
  explicit TestServer(const std::vector<std::string>& settings = {}, Kind kind = Kind::server);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // Its answer, waited for. An error of the server is a Reply::Refusal.
  Reply run(const std::vector<std::string>& command);
  std::string text(const std::vector<std::string>& command);
  std::int64_t number(const std::vector<std::string>& command);

  // kill -9; what was written to its append-only file is there again after start().
  void kill();
  void start();
  // Nothing of it runs or answers, but its connections stay open.
  void freeze();
  void thaw();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string endpoint() const;
  [[nodiscard]] Options options() const;

 private:
  void write_configuration(const std::vector<std::string>& settings) const;
  [[nodiscard]] bool answers();

  Kind kind_;
  std::filesystem::path folder_;
  std::uint16_t port_;
  std::string password_;
  int pid_ = 0;
};

}  // namespace plaza::redis
