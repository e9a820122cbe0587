#include "platform/rpc/channel_telemetry.hpp"

#include <algorithm>

namespace plaza::rpc {
namespace {

constexpr milliseconds look_interval{1'000};

double gauge_of(std::string_view breaker) {
  if (breaker == "closed") return 0;
  return breaker == "open" ? 1 : 0.5;
}

}  // namespace

ChannelTelemetry::ChannelTelemetry(std::string service, const BalancedChannel& channel, Worker& worker,
                                   telemetry::Metrics& metrics, telemetry::Log& log, ChannelBoard& board)
    : service_(std::move(service)),
      channel_(&channel),
      worker_(&worker),
      log_(&log),
      board_(&board),
      timer_(worker.executor()) {
  const telemetry::Labels of_service{{"service", service_}};
  const telemetry::Labels of_worker{{"service", service_}, {"worker", std::to_string(worker.index())}};
  const auto total = [&](std::string_view name, std::string_view help) {
    return Total{.counter = &metrics.counter(name, help, of_service)};
  };
  opened_ = total("rpc_client_breaker_opened_total", "Times a breaker opened");
  breaker_refused_ = total("rpc_client_breaker_refused_total", "Calls that an open breaker refused");
  limit_refused_ = total("rpc_client_limit_refused_total", "Calls refused because too many were under way");
  retries_ = total("rpc_client_retries_total", "Calls that were sent again");
  retries_refused_ = total("rpc_client_retries_refused_total", "Calls not sent again because the budget was spent");
  ejections_ = total("rpc_client_ejections_total", "Times an endpoint was left out because its calls failed");
  resolution_failures_ = total("rpc_client_resolution_failures_total", "Lookups of names that found no address");
  breaker_open_ = &metrics.gauge("rpc_client_breaker_open", "0: closed, 0.5: half-open, 1: open", of_worker);
  endpoints_ = &metrics.gauge("rpc_client_endpoints", "Known endpoints", of_worker);
  endpoints_healthy_ = &metrics.gauge("rpc_client_endpoints_healthy", "Endpoints that calls may go to", of_worker);
  look_later();
}

void ChannelTelemetry::look_later() {
  timer_.expires_after(look_interval);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    look();
    look_later();
  });
}

void ChannelTelemetry::look() {
  auto view = channel_->view();
  view.service = service_;
  view.worker = worker_->index();
  tell_changes(view);
  show(view);
  board_->put(std::move(view));
}

void ChannelTelemetry::show(const ChannelView& view) {
  const auto slot = worker_->index();
  opened_.update(slot, view.breaker_opened);
  breaker_refused_.update(slot, view.breaker_refused);
  limit_refused_.update(slot, view.limit_refused);
  retries_.update(slot, view.retries);
  retries_refused_.update(slot, view.retries_refused);
  ejections_.update(slot, view.ejections);
  resolution_failures_.update(slot, view.resolution_failures);
  breaker_open_->set(gauge_of(view.breaker));
  const auto usable = [](const EndpointView& one) { return one.healthy && !one.ejected; };
  endpoints_->set(static_cast<double>(view.endpoints.size()));
  endpoints_healthy_->set(static_cast<double>(std::ranges::count_if(view.endpoints, usable)));
}

void ChannelTelemetry::tell_changes(const ChannelView& view) {
  if (view.breaker != breaker_) {
    log_->warning("a breaker changed", {{"service", service_}, {"breaker", view.breaker}});
    breaker_ = view.breaker;
  }
  if (view.resolution_failures != resolution_failures_.seen) {
    log_->warning("a name was not resolved", {{"service", service_}, {"why", view.last_resolution_failure}});
  }
}

}  // namespace plaza::rpc
