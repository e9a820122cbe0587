#include "gateway/api/map_refresh.hpp"

namespace plaza::gateway {
namespace {

constexpr milliseconds pause{1'000};

}  // namespace

MapRefresh::MapRefresh(MapDocument& map, rpc::Channel& channel, Worker& worker, telemetry::Log& log)
    : map_(map), channel_(channel), log_(log), task_("map-refresh", worker, pause, [this] { return round(); }) {}

asio::awaitable<bool> MapRefresh::round() {
  const auto done = co_await map_.refresh(channel_);
  if (!done && !failing_) {
    log_.warning("the map cannot be refreshed; the last one is served on",
                 {{"code", to_string(done.error().code)}, {"error", done.error().message}});
  } else if (done && failing_) {
    log_.info("the map is refreshed again");
  }
  failing_ = !done;
  co_return true;
}

}  // namespace plaza::gateway
