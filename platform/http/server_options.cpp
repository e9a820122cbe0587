#include "platform/http/server.hpp"

namespace plaza::http {

void ServerOptions::describe(config::Section section) {
  section.value("address", address, "numeric address to listen on");
  section.value("port", port, "TCP port to listen on; 0 lets the kernel choose");
  section.value("backlog", backlog, "connections that may wait to be accepted", {1, 65'535});
  const auto live = section.live();
  live.value("connections_max", connections_max, "open connections; one more is answered 503", {1, 1'000'000});
  section.value("line_bytes_max", line_bytes_max, "longest request line; a longer one is answered 414", {64, 1 << 20});
  section.value("header_bytes_max", header_bytes_max, "all header fields together; more is answered 431",
                {64, 1 << 20});
  section.value("header_fields_max", header_fields_max, "number of header fields; more is answered 431", {1, 10'000});
  live.value("body_bytes_max", body_bytes_max,
             "largest body where a route sets no limit of its own; more is answered 413", {0, 1LL << 32});
  const config::Range timeout{10, 3'600'000};
  live.value("header_timeout_ms", header_timeout, "from a request's first byte to the end of its header", timeout);
  live.value("body_timeout_ms", body_timeout, "from the end of the header to the end of the body", timeout);
  live.value("write_timeout_ms", write_timeout, "without a byte of the answer taken by the client", timeout);
  live.value("idle_timeout_ms", idle_timeout, "between two requests of a connection", timeout);
  live.value("request_timeout_ms", request_timeout, "deadline of a request that names none", timeout);
  live.value("request_timeout_max_ms", request_timeout_max, "longest deadline that X-Request-Timeout can set", timeout);
  live.value("gzip_bytes_min", gzip_bytes_min, "smaller answers are not compressed");
  tls.describe(section.section("tls"));
}

}  // namespace plaza::http
