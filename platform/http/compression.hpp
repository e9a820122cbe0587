#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "platform/http/server.hpp"

namespace plaza::http {

// Whether an Accept-Encoding value takes gzip, and does not prefer the plain form (RFC 9110, 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// Sends texts compressed to whoever accepts it. Documents bring their compressed form along; other bodies of at least
// `bytes_min` bytes are compressed here, on the worker. The compressed form has a strong tag of its own
// (gzip_entity_tag); both forms say that they vary. Streamed bodies are left alone.
class Compression final : public Filter {
 public:
  explicit Compression(std::uint64_t bytes_min) : bytes_min_(bytes_min) {}

  // For the answers from now on; on any thread.
  void set_bytes_min(std::uint64_t bytes_min) { bytes_min_.store(bytes_min, std::memory_order_relaxed); }
  // Off: every answer goes out as it is.
  void enable(bool enabled) { enabled_.store(enabled, std::memory_order_relaxed); }

  void after(const Request& request, Response& response) override;
  [[nodiscard]] bool repeats(const Request&) const override { return true; }

 private:
  std::atomic<std::uint64_t> bytes_min_;
  std::atomic<bool> enabled_ = true;
};

}  // namespace plaza::http
