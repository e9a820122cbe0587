#include "platform/process/config_reloads.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plaza {
namespace {

using config::Reload;
using Outcome = config::Reload::Outcome;

telemetry::Counter& reloads(telemetry::Metrics& metrics, Outcome outcome) {
  return metrics.counter("config_reloads_total",
                         "Versions of the dynamic configuration file that were read, by what became of them.",
                         {{"result", std::string(to_string(outcome))}});
}

}  // namespace

ConfigReloads::ConfigReloads(config::Dynamic& dynamic, Reload first, Parts parts, Worker& background)
    : dynamic_(dynamic),
      first_(std::move(first)),
      parts_(parts),
      background_(background),
      last_ok_(parts.metrics.gauge("config_last_reload_ok",
                                   "1: what the dynamic configuration file says is in force; 0: it is refused, or not "
                                   "there, and what was in force stays.")),
      last_change_(parts.metrics.gauge("config_last_change_timestamp_seconds",
                                       "When a dynamic configuration file changed an option last; 0: never.")) {
  last_ok_.set(1);
  for (const auto outcome : {Outcome::ok, Outcome::refused, Outcome::missing}) reloads(parts_.metrics, outcome);
}

Result<void> ConfigReloads::start() {
  if (!dynamic_.file().empty()) run_on(background_, [this] { tell(first_); });
  dynamic_.start(background_.io(), [this](const Reload& reload) { tell(reload); });
  return {};
}

void ConfigReloads::tell(const Reload& reload) {
  reloads(parts_.metrics, reload.outcome).add(background_.index());
  last_ok_.set(reload.outcome == Outcome::ok ? 1 : 0);
  if (!reload.changed.empty()) {
    last_change_.set(std::chrono::duration<double>(parts_.clock.now().time_since_epoch()).count());
  }
  log(reload);
}

void ConfigReloads::log(const Reload& reload) const {
  switch (reload.outcome) {
    case Outcome::ok:
      parts_.log.info("dynamic configuration read",
                      {{"file", dynamic_.file()}, {"changed", fmt::format("{}", fmt::join(reload.changed, ", "))}});
      break;
    case Outcome::refused:
      parts_.log.error("dynamic configuration refused, what was in force stays",
                       {{"file", dynamic_.file()}, {"reason", reload.reason}});
      break;
    case Outcome::missing:
      parts_.log.warning("no dynamic configuration, what was in force stays",
                         {{"file", dynamic_.file()}, {"reason", reload.reason}});
      break;
  }
  if (!reload.overruled.empty()) {
    parts_.log.warning("dynamic configuration names options that the environment sets",
                       {{"options", fmt::format("{}", fmt::join(reload.overruled, ", "))}});
  }
}

}  // namespace plaza
