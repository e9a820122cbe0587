#include "platform/rpc/channel_options.hpp"

#include <fmt/format.h>

#include "platform/rpc/endpoint_list.hpp"

namespace plaza::rpc {
namespace {

std::string endpoint_fault(std::string_view text) {
  if (parse_endpoint(text)) return {};
  return fmt::format("must be host:port or dns:host:port, with weight=NUMBER behind it if wanted, not \"{}\"", text);
}

}  // namespace

void ConnectionOptions::describe(config::Section section) {
  constexpr config::Range some_time{.min = 1, .max = 3'600'000};
  section.value("connect_timeout_ms", connect_timeout, "longest attempt to connect", some_time);
  section.value("reconnect_pause_min_ms", reconnect_pause_min, "pause before the second attempt to connect", some_time);
  section.value("reconnect_pause_max_ms", reconnect_pause_max, "longest pause between attempts", some_time);
  section.value("pending_calls_max", pending_calls_max, "calls that wait for answers on one connection",
                {.min = 1, .max = 1'000'000});
  section.value("output_bytes_max", output_bytes_max, "bytes of calls that the service has not taken yet",
                {.min = 1024});
  frame.describe(section);
}

void ChannelPolicies::describe(config::Section section) {
  const auto live = section.live();
  live.checked(
      "endpoints", endpoints,
      "where the service answers: host:port, or dns:host:port for every address of a name; weight=0.05 behind it "
      "gives it that share of calls beside those of weight 1",
      endpoint_fault);
  live.value("resolve_interval_ms", resolve_interval, "how often the names of dns: endpoints are looked up",
             {.min = 100, .max = 3'600'000});
  resilience.describe(live);
  choice.describe(live);
}

void ChannelOptions::describe(config::Section section) {
  ChannelPolicies::describe(section);
  connection.describe(section);
  tls.describe(section.section("tls"));
}

}  // namespace plaza::rpc
