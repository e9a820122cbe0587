#include "platform/tls/credentials.hpp"

#include <ctime>

#include <fmt/format.h>
#include <openssl/asn1.h>
#include <openssl/x509.h>

#include "platform/core/read_file.hpp"

namespace plaza::tls {
namespace {

constexpr std::uint64_t file_bytes_max = 4UL * 1024 * 1024;

Result<void> read_into(std::string& content, const std::string& file) {
  if (file.empty()) return {};
  auto text = read_file(file, file_bytes_max);
  if (!text) return std::unexpected(std::move(text.error()));
  content = *std::move(text);
  return {};
}

}  // namespace

Credentials::Credentials(const ServerOptions& options)
    : files_{options.certificate_file, options.key_file, options.client_authorities_file},
      make_([names = options.client_names](const Material& material) { return server_context(material, names); }) {}

Credentials::Credentials(const ClientOptions& options)
    : files_{options.certificate_file, options.key_file, options.authorities_file},
      make_([name = options.server_name](const Material& material) { return client_context(material, name); }) {}

Credentials::~Credentials() = default;

Result<Material> Credentials::read() const {
  Material material;
  auto done = read_into(material.certificates, files_.certificates);
  if (done) done = read_into(material.key, files_.key);
  if (done) done = read_into(material.authorities, files_.authorities);
  if (!done) return std::unexpected(std::move(done.error()));
  return material;
}

Result<void> Credentials::take(const Material& material) {
  auto context = make_(material);
  if (!context) {
    auto& error = context.error();
    const auto& shown = files_.certificates.empty() ? files_.authorities : files_.certificates;
    return fail(error.code, fmt::format("TLS with {}: {}", shown, error.message), "TLS_CREDENTIALS");
  }
  const std::lock_guard lock(mutex_);
  context_ = *std::move(context);
  return {};
}

Result<void> Credentials::load() {
  const auto material = read();
  if (!material) return std::unexpected(material.error());
  return take(*material);
}

std::shared_ptr<const Context> Credentials::context() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

SystemTime Credentials::expires() const {
  const auto now = context();
  const auto* certificate = now ? SSL_CTX_get0_certificate(now->handle.get()) : nullptr;
  std::tm ends{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &ends) != 1) return {};
  return SystemTime(std::chrono::seconds(::timegm(&ends)));
}

void Credentials::watch(asio::io_context& io, const std::function<void(const Result<void>&)>& on_reload) {
  for (const auto* file : {&files_.certificates, &files_.key, &files_.authorities}) {
    if (file->empty()) continue;
    // A certificate and its key are two files: between the two changes they may not fit, and the second mends it.
    auto watch = std::make_unique<FileWatch>(io, *file, FileWatchOptions{.bytes_max = file_bytes_max},
                                             [this, on_reload](const Result<std::string>&) { on_reload(load()); });
    watch->start_from(read_file(*file, file_bytes_max));
    watches_.push_back(std::move(watch));
  }
}

}  // namespace plaza::tls
