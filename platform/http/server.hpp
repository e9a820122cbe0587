#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/component.hpp"
#include "platform/core/config.hpp"
#include "platform/core/worker.hpp"
#include "platform/http/router.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::uint32_t backlog = 4096;
  std::uint32_t connections_max = 20'000;
  std::uint64_t line_bytes_max = 8 * 1024;
  std::uint64_t header_bytes_max = 32 * 1024;
  std::uint32_t header_fields_max = 100;
  std::uint64_t body_bytes_max = 1024 * 1024;
  milliseconds header_timeout{10'000};   // from the first byte of a request to the end of its header
  milliseconds body_timeout{30'000};     // from the end of the header to the end of the body
  milliseconds write_timeout{30'000};    // without a byte taken by the client
  milliseconds idle_timeout{55'000};     // between requests; with the sweep, an idle client is gone within a minute
  milliseconds request_timeout{10'000};  // deadline of a request that names none
  milliseconds request_timeout_max{60'000};
  std::uint64_t gzip_bytes_min = 1024;
  tls::ServerOptions tls{};

  void describe(config::Section section);
};

// Looks at every request before its handler, and at every answer after it. Runs on the request's worker; never waits.
class Filter {
 public:
  virtual ~Filter() = default;
  // An answer ends the request here: later filters and the handler do not see it.
  virtual std::optional<Response> before(Request& request) {
    (void)request;
    return std::nullopt;
  }
  // Runs in reverse order, for those filters whose before() ran.
  virtual void after(const Request& request, Response& response) {
    (void)request;
    (void)response;
  }
  // Asked about requests to fixed routes (Route::fixed) that were answered with their document: whether each with the
  // same head would be let pass, and its answer changed in the same way, from anyone and however often it comes. The
  // filter is then not called again for such requests within the second. What it is set to may change in between.
  [[nodiscard]] virtual bool repeats(const Request& request) const {
    (void)request;
    return false;
  }
};

// What became of a request, when its last byte has been handed to the kernel.
struct Exchange {
  const Request* request = nullptr;  // null when the bytes were no request
  std::string_view method;
  std::string_view route;
  std::string_view target;
  std::string_view remote_address;
  unsigned status = 0;
  std::uint64_t request_bytes = 0;
  std::uint64_t response_bytes = 0;
  std::chrono::nanoseconds duration{};
  SystemTime ended{};
};

// Sees the traffic of a server: metrics, traces and the access log are one. Runs on the worker; never waits.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void opened(Worker&) {}
  virtual void closed(Worker&) {}
  // The header of a request is read and its context filled; the observer may change the context (a span of its own).
  virtual void begun(Worker&, Request&) {}
  virtual void finished(Worker&, const Exchange&) {}
  // A filter, a handler or a streamed body threw; the client was told 500, or its connection was cut.
  virtual void failed(Worker&, const Request&, std::string_view what) { (void)what; }
};

// An HTTP/1.1 server: one listening socket for all workers, one read and one write per turn, requests of a connection
// answered in order.
class Server final : public Component {
 public:
  // Router, filters, observer, clock and workers must outlive it. `credentials`, loaded: every connection is TLS.
  // `workers`: those that serve; one of them accepts.
  Server(std::string name, std::vector<Worker*> workers, const Clock& clock, const Router& router,
         const ServerOptions& options, const std::vector<Filter*>& filters = {}, Observer* observer = nullptr,
         const std::shared_ptr<const tls::Credentials>& credentials = nullptr);
  ~Server() override;

  [[nodiscard]] std::string_view name() const override;
  // Fails with unavailable when the port is taken.
  [[nodiscard]] Result<void> start() override;
  void begin_stopping() override;
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;
  void stop() override;

  // Takes the live ones of the options over, on each worker. On any thread.
  void change(const ServerOptions& options);

  // The port it listens on: the kernel's choice when the options say 0.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plaza::http
