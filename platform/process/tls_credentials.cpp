#include "platform/process/tls_credentials.hpp"

namespace plaza {
namespace {

telemetry::Counter& reloads(telemetry::Metrics& metrics, std::string_view result) {
  return metrics.counter("tls_credential_reloads_total",
                         "Readings of TLS files that changed: ok, or refused, when what was in force stays.",
                         {{"result", std::string(result)}});
}

}  // namespace

std::shared_ptr<tls::Credentials> TlsCredentials::add(const tls::ServerOptions& options) {
  return options.enabled() ? read(options, options.certificate_file) : nullptr;
}

std::shared_ptr<tls::Credentials> TlsCredentials::add(const tls::ClientOptions& options) {
  return options.enabled() ? read(options, options.authorities_file) : nullptr;
}

template <class Options>
std::shared_ptr<tls::Credentials> TlsCredentials::read(const Options& options, const std::string& file) {
  auto credentials = std::make_shared<tls::Credentials>(options);
  auto loaded = credentials->load();
  if (!loaded && read_) read_ = std::move(loaded);
  followed_.push_back({file, credentials});
  if (!options.certificate_file.empty()) {
    metrics_.computed_gauge("tls_certificate_expiry_timestamp_seconds", "When a certificate that is shown ends.",
                            {{"file", options.certificate_file}}, [credentials] {
                              return std::chrono::duration<double>(credentials->expires().time_since_epoch()).count();
                            });
  }
  return credentials;
}

Result<void> TlsCredentials::start() {
  if (!read_) return read_;
  for (const auto& [file, credentials] : followed_) {
    credentials->watch(background_.io(), [this, file](const Result<void>& reloaded) { tell(file, reloaded); });
  }
  return {};
}

void TlsCredentials::tell(const std::string& file, const Result<void>& reloaded) {
  reloads(metrics_, reloaded ? "ok" : "refused").add(background_.index());
  if (reloaded) {
    log_.info("TLS credentials read again", {{"file", file}});
  } else {
    log_.error("TLS credentials refused, what was in force stays",
               {{"file", file}, {"reason", reloaded.error().message}});
  }
}

void TlsCredentials::stop() {
  for (const auto& [file, credentials] : followed_) credentials->stop();
}

}  // namespace plaza
