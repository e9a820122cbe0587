#include "platform/process/debug_channels.hpp"

namespace plaza {
namespace {

namespace json = boost::json;

json::value channels(const rpc::ChannelBoard& board) {
  json::array rows;
  for (const auto& channel : board.views()) {
    rows.push_back(json::object{{"service", channel.service},
                                {"worker", channel.worker},
                                {"breaker", channel.breaker},
                                {"breakerOpened", channel.breaker_opened},
                                {"breakerRefused", channel.breaker_refused},
                                {"inFlight", channel.in_flight},
                                {"inFlightMax", channel.in_flight_max},
                                {"limitRefused", channel.limit_refused},
                                {"retries", channel.retries},
                                {"retriesRefused", channel.retries_refused},
                                {"panicking", channel.panicking},
                                {"ejections", channel.ejections},
                                {"lastResolutionFailure", channel.last_resolution_failure}});
  }
  return rows;
}

json::value endpoints(const rpc::ChannelBoard& board) {
  json::array rows;
  for (const auto& channel : board.views()) {
    for (const auto& endpoint : channel.endpoints) {
      rows.push_back(json::object{{"service", channel.service},
                                  {"worker", channel.worker},
                                  {"address", endpoint.address},
                                  {"weight", endpoint.weight},
                                  {"state", endpoint.state},
                                  {"healthy", endpoint.healthy},
                                  {"ejected", endpoint.ejected},
                                  {"inFlight", endpoint.in_flight},
                                  {"latencyMs", endpoint.latency_ms}});
    }
  }
  return rows;
}

}  // namespace

void add_channels(DebugPage& page, const rpc::ChannelBoard& board) {
  page.add({.key = "channels",
            .title = "Channels",
            .doc = "The services that are called, as each worker sees them, at most a second ago.",
            .content = [&board] { return channels(board); }});
  page.add({.key = "endpoints",
            .title = "Endpoints",
            .doc = "Their instances: what each says of itself, whether it is sent calls, and how long it takes.",
            .content = [&board] { return endpoints(board); }});
}

}  // namespace plaza
