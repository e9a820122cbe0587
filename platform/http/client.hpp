#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/fields.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/http/message.hpp"

namespace plaza::http {

// A parsed absolute http or https address.
struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // without brackets
  std::uint16_t port = 0;
  std::string target;            // path and query, "/" at least
  std::string user_information;  // "user:password"; sent as basic authentication

  static Result<Url> parse(std::string_view text);
  // host[:port] as it stands in a Host field.
  [[nodiscard]] std::string authority() const;
};

struct ClientOptions {
  std::size_t connections_per_host_max = 8;
  std::size_t idle_connections_max = 32;
  milliseconds idle_timeout{30'000};
  std::uint32_t header_bytes_max = 64 * 1024;
  // PEM file of the authorities trusted for https; empty: the system's.
  std::string authorities_file{};
};

struct ClientRequest {
  Method method = Method::get;
  Url url;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  // Largest body accepted, after decompression too.
  std::uint64_t response_bytes_max = 16 * 1024 * 1024;
};

struct ClientResponse {
  unsigned status = 0;
  beast::http::fields headers;
  std::string body;  // decompressed when it came as gzip and the request named no Accept-Encoding of its own
};

// An HTTP client of one worker: keeps connections, gives each call a deadline, asks for gzip and undoes it. An
// idempotent call that met a kept connection which the server had closed is sent once more on a new one. Redirects are
// not followed.
class Client {
 public:
  Client(asio::io_context::executor_type executor, const ClientOptions& options = {});
  ~Client();

  // Errors: unavailable (no connection, broken answer or truncated body), deadline_exceeded, resource_exhausted (body
  // too large, or all connections busy until the deadline), invalid_argument.
  asio::awaitable<Result<ClientResponse>> send(ClientRequest request, SteadyTime deadline);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plaza::http
