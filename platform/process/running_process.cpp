#include "platform/process/running_process.hpp"

#include <csignal>
#include <ranges>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "platform/process/operations.hpp"
#include "platform/process/version.hpp"
#include "platform/telemetry/event_loop_lag.hpp"
#include "platform/telemetry/process_metrics.hpp"

namespace plaza {
namespace {

// How often it is looked whether everything has drained.
constexpr milliseconds drain_poll{5};
constexpr std::string_view startup_check = "startup";
constexpr std::uint32_t operations_connections_max = 100;

http::ServerOptions server_options(const OperationsOptions& operations) {
  http::ServerOptions options;
  options.address = operations.address;
  options.port = operations.port;
  options.connections_max = operations_connections_max;
  return options;
}

bool exports_spans(const telemetry::TraceOptions& options) {
  return !options.zipkin_url.empty() || !options.otlp_url.empty();
}

}  // namespace

RunningProcess::RunningProcess(std::string_view name, const ProcessOptions& options, config::Dynamic& dynamic,
                               config::Reload first, StopSignal& signal)
    : name_(name),
      options_(options),
      dynamic_(dynamic),
      signal_(signal),
      began_(clock_.steady_now()),
      log_(telemetry::make_log(name, options.log, clock_)),
      metrics_(worker_count(options.workers) + 1),
      spans_(options.trace.sampling, options.trace.queue_spans_max, exports_spans(options.trace)),
      in_flight_(worker_count(options.workers) + 1),
      slow_(options.debug),
      debug_(fmt::format("{} of Plaza, seen from inside", name)),
      workers_(worker_count(options.workers)),
      http_observer_({metrics_, spans_, *log_, in_flight_, slow_}, serving(), name, options.log.access_log),
      exporter_(name, options.trace, spans_, *log_, workers_.background()),
      operations_("operations", {&workers_.background()}, clock_, operations_router_,
                  server_options(options.operations)),
      reloads_(dynamic, std::move(first), {*log_, metrics_, clock_}, workers_.background()),
      credentials_(*log_, metrics_, workers_.background()) {
  health_.set(startup_check, false, "starting");
  add_operations_routes(operations_router_, {health_, metrics_, in_flight_, *log_, clock_, dynamic});
  add_first_sections(debug_, debug_parts());
  debug_.add_routes(operations_router_);
  add_metrics();
  follow_changes();
  workers_.start();
}

RunningProcess::~RunningProcess() {
  workers_.stop();
}

std::vector<Worker*> RunningProcess::serving() {
  std::vector<Worker*> all;
  all.reserve(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) all.push_back(&workers_[i]);
  return all;
}

void RunningProcess::add_metrics() {
  telemetry::add_process_metrics(metrics_, version());
  auto watched = serving();
  watched.push_back(&workers_.background());
  telemetry::watch_event_loop_lag(watched, metrics_);
  metrics_.computed_counter("log_lines_dropped_total", "Log lines that were lost.", {},
                            [this] { return static_cast<double>(log_->dropped_lines()); });
  metrics_.computed_counter("trace_spans_dropped_total", "Spans that were lost.", {},
                            [this] { return static_cast<double>(spans_.dropped_spans()); });
}

// PUT /log-level stays in force until the file says another level than before: a change of the other options of the
// section does not undo it.
void RunningProcess::follow_changes() {
  auto& background = workers_.background();
  dynamic_.section("log", options_.log)
      .on_change(background, [this, level = options_.log.level](const telemetry::LogOptions& log) mutable {
        if (std::exchange(level, log.level) != log.level) log_->set_level(*telemetry::parse_level(log.level));
        http_observer_.write_access_log(log.access_log);
      });
  dynamic_.section("debug", options_.debug).on_change(background, [this](const telemetry::SlowRequestOptions& debug) {
    slow_.set_threshold(debug.threshold);
  });
  dynamic_.section("trace", options_.trace).on_change(background, [this](const telemetry::TraceOptions& trace) {
    spans_.set_sampling(trace.sampling);
  });
}

DebugParts RunningProcess::debug_parts() {
  return {.name = name_,
          .clock = clock_,
          .began = began_,
          .workers = workers_.size(),
          .health = health_,
          .log = *log_,
          .in_flight = in_flight_,
          .slow = slow_,
          .dynamic = dynamic_};
}

void RunningProcess::add_health_routes(http::Router& router) {
  plaza::add_health_routes(router, health_, metrics_);
}

// The operations port opens before the components start and closes after they have stopped: it shows both. Spans and
// logs come last.
Result<void> RunningProcess::serve(std::initializer_list<Component*> given) {
  Components components{&reloads_, &credentials_, &exporter_, &operations_};
  components.insert(components.end(), given);
  add_last_sections(debug_, debug_parts());
  signal_.arm();
  auto started = start(components);
  if (started) {
    stop_in_stages(given, signal_.wait());
    stop_in_reverse({&reloads_, &credentials_, &exporter_, &operations_});
  } else {
    signal_.disarm();
  }
  end();
  if (started) log_->info("stopped");
  log_->flush();
  return started;
}

Result<void> RunningProcess::start(const Components& components) {
  Components started;
  for (auto* component : components) {
    const auto result = component->start();
    if (!result) {
      health_.begin_stopping();
      stop_in_reverse(started);
      return fail(result.error().code, fmt::format("{} did not start: {}", component->name(), result.error().message));
    }
    started.push_back(component);
  }
  health_.set(startup_check, true);
  const auto took = std::chrono::duration_cast<milliseconds>(clock_.steady_now() - began_);
  log_->info("started", {{"version", version()},
                         {"workers", workers_.size()},
                         {"operations_port", operations_.port()},
                         {"start_ms", took.count()}});
  return {};
}

void RunningProcess::stop_in_stages(const Components& components, int signal_number) {
  health_.begin_stopping();
  log_->info("stopping", {{"signal", sigabbrev_np(signal_number)}, {"grace_ms", options_.stop.grace.count()}});
  for (auto* component : components) component->begin_stopping();
  std::this_thread::sleep_for(options_.stop.grace);
  for (auto* component : components) component->stop_accepting();
  wait_until_drained(components);
  stop_in_reverse(components);
}

void RunningProcess::wait_until_drained(const Components& components) {
  const auto give_up = clock_.steady_now() + options_.stop.drain;
  const auto unfinished = [](const Component* component) { return !component->drained(); };
  while (std::ranges::any_of(components, unfinished)) {
    if (clock_.steady_now() >= give_up) {
      std::vector<std::string_view> left;
      for (const auto* component : components | std::views::filter(unfinished)) left.push_back(component->name());
      log_->warning("not everything was finished in time",
                    {{"drain_ms", options_.stop.drain.count()}, {"left", fmt::format("{}", fmt::join(left, ", "))}});
      return;
    }
    std::this_thread::sleep_for(drain_poll);
  }
}

void RunningProcess::stop_in_reverse(const Components& components) {
  for (auto* component : components | std::views::reverse) component->stop();
}

void RunningProcess::end() {
  // What components posted last, such as access-log lines, runs before the workers end.
  workers_.run_on_each([](Worker&) {});
  workers_.stop();
}

}  // namespace plaza
