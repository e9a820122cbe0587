#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "gateway/edge/token/key_store.hpp"
#include "platform/core/component.hpp"
#include "platform/core/file_watch.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway::token {

// Keeps a KeyStore at what its JWKS file says. A file that is missing or bad at the start ends the process; later it
// leaves the keys as they are, with a line in the log and `token_key_file_ok` at 0.
class KeyFile final : public Component {
 public:
  // `path` empty: there are no keys. All that is referred to outlives it; the file is read on `background`.
  KeyFile(std::string path, KeyStore& store, Worker& background, telemetry::Log& log, telemetry::Metrics& metrics,
          FileWatchOptions options = {});

  [[nodiscard]] std::string_view name() const override { return "token keys"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override { watch_.reset(); }

 private:
  Result<void> load(const Result<std::string>& content);
  void reload(const Result<std::string>& content);

  const std::string path_;
  KeyStore& store_;
  telemetry::Log& log_;
  telemetry::Gauge& file_ok_;
  telemetry::Gauge& keys_;
  std::mutex loading_;  // what start() read is never put in place of what was read after it
  std::optional<FileWatch> watch_;
};

}  // namespace plaza::gateway::token
