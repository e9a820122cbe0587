#include "platform/rpc/grpc/options.hpp"

namespace plaza::rpc {
namespace {

constexpr config::Range some_time{.min = 1, .max = 3'600'000};
constexpr config::Range message_size{.min = 1024, .max = 1UL << 30};

}  // namespace

void GrpcConnectionOptions::describe(config::Section section) {
  section.value("connect_timeout_ms", connect_timeout, "longest attempt to connect", some_time);
  section.value("reconnect_pause_min_ms", reconnect_pause_min, "pause before the second attempt to connect", some_time);
  section.value("reconnect_pause_max_ms", reconnect_pause_max, "longest pause between attempts", some_time);
  section.value("pending_calls_max", pending_calls_max, "calls that wait for answers on one connection",
                {.min = 1, .max = 1'000'000});
  section.value("output_bytes_max", output_bytes_max, "bytes of calls that the service has not taken yet",
                {.min = 1024});
  section.value("message_bytes_max", message_bytes_max, "largest message, both ways", message_size);
}

void GrpcChannelOptions::describe(config::Section section) {
  ChannelPolicies::describe(section);
  connection.describe(section);
  tls.describe(section.section("tls"));
}

void GrpcServerOptions::describe(config::Section section) {
  section.value("address", listen.address, "IP address to listen on");
  section.value("port", listen.port, "TCP port to listen on; 0: the kernel chooses");
  section.value("backlog", listen.backlog, "connections that may wait to be accepted", {.min = 1, .max = 65'535});
  section.value("connections_max", connections_max, "connections at once; more are closed", {.min = 1});
  section.value("streams_max", streams_max, "calls of one connection at once", {.min = 1, .max = 1'000'000});
  section.value("message_bytes_max", message_bytes_max, "largest message, both ways", message_size);
  section.value("input_bytes_max", input_bytes_max,
                "bytes of requests that are not complete, of one connection; beyond it they are refused",
                {.min = 1024});
  section.value("output_bytes_max", output_bytes_max,
                "answers that wait on one connection; beyond it its calls are refused", {.min = 1024});
  section.value("metadata_bytes_max", metadata_bytes_max, "largest header of a call", {.min = 1024, .max = 1'048'576});
  section.value("reflection", reflection, "tell tools (grpcurl) what is served here");
  admission.describe(section.section("admission"));
  section.value("timeout_ms", deadline.timeout, "deadline of a call that names none", some_time);
  section.value("timeout_max_ms", deadline.timeout_max, "longest deadline that a call may name", some_time);
  section.value("idle_timeout_ms", idle_timeout, "a connection without a call is ended after", some_time);
  section.value("keepalive_interval_ms", keepalive_interval, "silence before a client is asked whether it is there",
                some_time);
  section.value("keepalive_timeout_ms", keepalive_timeout, "time for its answer, before it is closed", some_time);
  section.value("write_timeout_ms", write_timeout, "a client that takes no byte of an answer is closed after",
                some_time);
  section.value("linger_timeout_ms", linger_timeout, "when stopping: wait for the client's end of the stream",
                some_time);
  tls.describe(section.section("tls"));
}

}  // namespace plaza::rpc
