#include "platform/rpc/channel_options.hpp"

namespace plaza::rpc {

void ChannelOptions::describe(config::Section section) {
  constexpr config::Range some_time{.min = 1, .max = 3'600'000};
  section.value("endpoints", endpoints, "where the service answers: host:port, one or more");
  section.value("connect_timeout_ms", connect_timeout, "longest attempt to connect", some_time);
  section.value("connect_wait_ms", connect_wait, "calls wait for a connection, from the moment the last one was lost",
                {.min = 0, .max = 60'000});
  section.value("reconnect_pause_min_ms", reconnect_pause_min, "pause before the second attempt to connect", some_time);
  section.value("reconnect_pause_max_ms", reconnect_pause_max, "longest pause between attempts", some_time);
  section.value("health_interval_ms", health_interval, "pause between two health checks of a connection", some_time);
  section.value("health_timeout_ms", health_timeout, "longest health check", some_time);
  section.value("health_failures_max", health_failures_max, "unanswered checks before a connection is given up",
                {.min = 1});
  section.value("call_timeout_max_ms", call_timeout_max, "longest call", some_time);
  section.value("pending_calls_max", pending_calls_max, "calls that wait for answers on one connection",
                {.min = 1, .max = 1'000'000});
  section.value("output_bytes_max", output_bytes_max, "bytes of calls that the service has not taken yet",
                {.min = 1024});
  frame.describe(section);
}

}  // namespace plaza::rpc
