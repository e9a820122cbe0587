#pragma once

#include "gateway/api/map_document.hpp"
#include "gateway/api/repeated_task.hpp"
#include "platform/core/component.hpp"
#include "platform/telemetry/log.hpp"

namespace plaza::gateway {

// Keeps the map document up to date from the background worker, once a second; says in the log when that begins to
// fail, and when it works again.
class MapRefresh final : public Component {
 public:
  // All of it outlives this. `channel` lives on `worker`.
  MapRefresh(MapDocument& map, rpc::Channel& channel, Worker& worker, telemetry::Log& log);

  [[nodiscard]] std::string_view name() const override { return task_.name(); }
  [[nodiscard]] Result<void> start() override { return task_.start(); }
  void stop_accepting() override { task_.stop_accepting(); }
  [[nodiscard]] bool drained() const override { return task_.drained(); }

 private:
  asio::awaitable<bool> round();

  MapDocument& map_;
  rpc::Channel& channel_;
  telemetry::Log& log_;
  bool failing_ = false;
  RepeatedTask task_;
};

}  // namespace plaza::gateway
