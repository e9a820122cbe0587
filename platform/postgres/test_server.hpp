#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "platform/postgres/blocking_session.hpp"

namespace plaza::postgres {

// A PostgreSQL of a test program's own, in a temporary folder and on a free port of the loopback. It ends with the
// program, however that ends: the kernel sends it a signal. Runs as `postgres` where the program runs as root, which
// PostgreSQL refuses. What a test asks of it fails the test by an exception.
class TestServer {
 public:
  // Ready when it returns. Takes about a second. `durable`: on disk, and each commit waits for it, for measurements.
  explicit TestServer(bool durable = false);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // The one that all tests of a program share.
  static TestServer& shared();

  // Where a new, empty database is.
  ServerAddress new_database();
  // As its owner.
  BlockingSession::Table run(const ServerAddress& in, const std::string& sql);

  // kill -9 of the server and all that it has started; what was committed is there again after start().
  void kill();
  void start();
  // Nothing of it runs or answers, but its connections stay open.
  void freeze();
  void thaw();

  // Processor time of its processes that run now.
  [[nodiscard]] double cpu_s() const;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  [[nodiscard]] std::vector<int> processes() const;
  void signal_all(int number) const;
  [[nodiscard]] ServerAddress address(const std::string& database) const;

  bool durable_;
  std::filesystem::path folder_;
  std::uint16_t port_;
  int pid_ = 0;
  int databases_ = 0;
};

}  // namespace plaza::postgres
