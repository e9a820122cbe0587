#include "platform/core/dynamic.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "platform/core/config_value.hpp"
#include "platform/core/read_file.hpp"

namespace plaza::config {
namespace {

// All faults in one line, as a log line wants them.
std::string reason_of(const Error& error) {
  if (error.fields.empty()) return error.message;
  std::vector<std::string> parts;
  parts.reserve(error.fields.size());
  for (const auto& fault : error.fields) parts.push_back(fmt::format("{} {}", fault.pointer, fault.detail));
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

void DynamicOptions::describe(Section section) {
  section.value("file", file,
                "TOML file with options that are live: it is watched, and what it says goes before the static file; "
                "empty: none");
  section.value("poll_interval_ms", poll_interval, "The file is looked at this often where no change is reported",
                {.min = 100, .max = 3'600'000});
  section.value("bytes_max", bytes_max, "A larger file is refused", {.min = 1, .max = 16.0 * 1024 * 1024});
}

std::string_view to_string(Reload::Outcome outcome) {
  switch (outcome) {
    case Reload::Outcome::ok:
      return "ok";
    case Reload::Outcome::refused:
      return "refused";
    case Reload::Outcome::missing:
      return "missing";
  }
  return "unknown";
}

Dynamic::Dynamic(Schema& schema, DynamicOptions options) : schema_(schema), options_(std::move(options)) {
  for (const auto& field : schema_.fields()) {
    if (field.live) static_.emplace(field.path, get(field.target));
  }
  in_force_ = static_;
}

Dynamic::~Dynamic() = default;

Reload Dynamic::read() {
  if (options_.file.empty()) return {};
  first_content_ = read_file(options_.file, options_.bytes_max);
  auto reload = take(first_content_);
  assign(schema_, in_force_);
  return reload;
}

void Dynamic::follow(std::unique_ptr<AnyFollower> follower) {
  const auto is_live = [this](const auto& path) { return static_.contains(path); };
  const auto paths = follower->paths();
  if (std::ranges::none_of(paths, is_live)) {
    throw std::logic_error(fmt::format("none of these options is described as live: {}", fmt::join(paths, ", ")));
  }
  follower->take(in_force_);
  followers_.push_back(std::move(follower));
}

void Dynamic::start(asio::io_context& io, std::function<void(const Reload&)> on_reload) {
  auto left = static_;
  for (const auto& follower : followers_) {
    for (const auto& path : follower->paths()) left.erase(path);
  }
  if (!left.empty()) {
    throw std::logic_error(fmt::format("{} is described as live, but nothing follows it", left.begin()->first));
  }
  if (options_.file.empty()) return;
  watch_ = std::make_unique<FileWatch>(
      io, options_.file, FileWatchOptions{.poll_interval = options_.poll_interval, .bytes_max = options_.bytes_max},
      [this, report = std::move(on_reload)](const Result<std::string>& content) { report(take(content)); });
  watch_->start_from(first_content_);
}

Reload Dynamic::take(const Result<std::string>& content) {
  using Outcome = Reload::Outcome;
  if (!content) {
    const auto too_large = content.error().code == Code::resource_exhausted;
    return {.outcome = too_large ? Outcome::refused : Outcome::missing, .reason = content.error().message};
  }
  auto read = schema_.read_live(*content, options_.file);
  if (!read) return {.outcome = Outcome::refused, .reason = reason_of(read.error())};

  Reload reload;
  auto next = static_;
  auto from_file = *std::move(read);
  std::erase_if(from_file, [&](const auto& named) {
    if (schema_.find(named.first)->source != Source::environment) return false;
    reload.overruled.push_back(named.first);
    return true;
  });
  for (const auto& [path, setting] : from_file) next.insert_or_assign(path, setting);
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [path, setting] : next) {
      if (in_force_.at(path) != setting) reload.changed.push_back(path);
    }
    from_file_ = std::move(from_file);
    in_force_ = next;
  }
  for (const auto& follower : followers_) follower->take(next);
  return reload;
}

std::vector<Entry> Dynamic::entries() const {
  auto all = schema_.entries();
  const std::lock_guard lock(mutex_);
  for (auto& entry : all) {
    if (!entry.live) continue;
    entry.value = as_toml(*std::as_const(schema_).find(entry.path), in_force_.at(entry.path));
    if (from_file_.contains(entry.path)) entry.source = Source::dynamic_file;
  }
  return all;
}

bool Dynamic::assign(const Schema& schema, const Settings& settings) {
  bool any = false;
  for (const auto& field : schema.fields()) {
    const auto found = settings.find(field.path);
    if (found == settings.end() || found->second == get(field.target)) continue;
    set(field.target, found->second);
    any = true;
  }
  return any;
}

std::vector<std::string> Dynamic::paths_of(const Schema& schema) {
  std::vector<std::string> paths;
  for (const auto& field : schema.fields()) paths.push_back(field.path);
  return paths;
}

}  // namespace plaza::config
