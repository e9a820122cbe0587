#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/core/component.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza {

// All credentials of a process: read once when they are asked for, then followed while their files change, with a log
// line and metrics for each reading. Part of every process.
class TlsCredentials final : public Component {
 public:
  // All of it outlives this.
  TlsCredentials(telemetry::Log& log, telemetry::Metrics& metrics, Worker& background)
      : log_(log), metrics_(metrics), background_(background) {}

  // Before start(). Null when the options name no TLS. What is wrong with the files is told by start().
  std::shared_ptr<tls::Credentials> add(const tls::ServerOptions& options);
  std::shared_ptr<tls::Credentials> add(const tls::ClientOptions& options);

  [[nodiscard]] std::string_view name() const override { return "TLS"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

 private:
  template <class Options>
  std::shared_ptr<tls::Credentials> read(const Options& options, const std::string& file);
  void tell(const std::string& file, const Result<void>& reloaded);

  telemetry::Log& log_;
  telemetry::Metrics& metrics_;
  Worker& background_;
  struct Followed {
    std::string file;  // what names them to people: the certificate, or the authorities
    std::shared_ptr<tls::Credentials> credentials;
  };
  std::vector<Followed> followed_;
  Result<void> read_{};  // the first that failed
};

}  // namespace plaza
