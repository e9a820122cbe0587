#include "gateway/edge/token/key_file.hpp"

#include <fmt/format.h>

namespace plaza::gateway::token {

KeyFile::KeyFile(std::string path, KeyStore& store, Worker& background, telemetry::Log& log,
                 telemetry::Metrics& metrics, FileWatchOptions options)
    : path_(std::move(path)),
      store_(store),
      log_(log),
      file_ok_(
          metrics.gauge("token_key_file_ok", "1 when the present key file could be used, 0 when older keys serve")),
      keys_(metrics.gauge("token_keys", "Keys that tokens are checked by")) {
  options.bytes_max = key_file_bytes_max;
  if (path_.empty()) return;
  watch_.emplace(background.io(), path_, options, [this](const Result<std::string>& content) { reload(content); });
}

Result<void> KeyFile::start() {
  if (!watch_) {
    log_.info("no token keys are configured: every token is refused");
    return {};
  }
  const std::scoped_lock lock(loading_);
  return load(watch_->start());
}

Result<void> KeyFile::load(const Result<std::string>& content) {
  const auto keys = content ? store_.load(*content) : std::unexpected(content.error());
  file_ok_.set(keys ? 1 : 0);
  if (!keys) return fail(keys.error().code, fmt::format("token keys of {}: {}", path_, keys.error().message));
  keys_.set(static_cast<double>((*keys)->size()));
  log_.info("token keys are loaded", {{"file", path_}, {"keys", (*keys)->size()}});
  for (const auto& note : (*keys)->notes()) log_.warning("a token key is not used", {{"file", path_}, {"why", note}});
  return {};
}

void KeyFile::reload(const Result<std::string>& content) {
  const std::scoped_lock lock(loading_);
  if (const auto loaded = load(content); !loaded) {
    log_.error("token keys stay as they are: the new file cannot be used", {{"why", loaded.error().message}});
  }
}

}  // namespace plaza::gateway::token
