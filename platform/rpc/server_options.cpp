#include "platform/rpc/thrift_server.hpp"

namespace plaza::rpc {

namespace {

constexpr config::Range milliseconds_range{.min = 1, .max = 3'600'000};

}  // namespace

void FrameLimits::describe(config::Section section) {
  section.value("frame_bytes_max", frame_bytes_max, "largest Thrift frame, both ways", {.min = 1024, .max = 1UL << 30});
  section.value("container_items_max", container_items_max, "elements of all lists of one message", {.min = 1});
  section.value("depth_max", depth_max, "nesting of one message", {.min = 4, .max = 1000});
}

void ServerOptions::describe(config::Section section) {
  section.value("address", listen.address, "IP address to listen on");
  section.value("port", listen.port, "TCP port to listen on; 0: the kernel chooses");
  section.value("backlog", listen.backlog, "connections that may wait to be accepted", {.min = 1, .max = 65'535});
  section.value("connections_max", connections_max, "connections at once; more are closed", {.min = 1});
  section.value("calls_in_flight_max", calls_in_flight_max,
                "calls of one connection at once; beyond it nothing more is read from it", {.min = 1});
  section.value("output_bytes_max", output_bytes_max,
                "answers that wait on one connection; beyond it nothing more is read from it", {.min = 1024});
  frame.describe(section);
  admission.describe(section.section("admission"));
  section.value("timeout_ms", deadline.timeout, "deadline of a call that names none", milliseconds_range);
  section.value("timeout_max_ms", deadline.timeout_max, "longest deadline that a call may name", milliseconds_range);
  section.value("idle_timeout_ms", idle_timeout, "a connection without a call is closed after", milliseconds_range);
  section.value("frame_timeout_ms", frame_timeout, "longest pause within a frame", milliseconds_range);
  section.value("write_timeout_ms", write_timeout, "a client that takes no byte of an answer is closed after",
                milliseconds_range);
  section.value("linger_timeout_ms", linger_timeout, "when stopping: wait for the client's end of the stream",
                milliseconds_range);
  tls.describe(section.section("tls"));
}

}  // namespace plaza::rpc
