#include "gateway/edge/security_headers.hpp"

namespace plaza::gateway {
namespace {

constexpr std::string_view common =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n";

constexpr std::string_view for_data =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Resource-Policy: cross-origin\r\n";

constexpr std::string_view for_pages =
    "Content-Security-Policy: default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action "
    "'none'; "
    "frame-ancestors 'none'\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

// Two years, as browsers' preload lists ask for (RFC 6797).
constexpr std::string_view strict_transport = "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";

}  // namespace

void SecurityOptions::describe(config::Section section) {
  section.value("hsts", hsts,
                "Tell browsers to come by https only; for gateways that are reached by TLS under all their names");
}

SecurityHeaders::SecurityHeaders(const SecurityOptions& options)
    : data_block_(std::string(common).append(for_data)), page_block_(std::string(common).append(for_pages)) {
  if (!options.hsts) return;
  data_block_ += strict_transport;
  page_block_ += strict_transport;
}

void SecurityHeaders::after(const http::Request&, http::Response& response) {
  if (response.headers.contains("Content-Security-Policy")) return;
  const bool page = response.headers.get("Content-Type").starts_with("text/html");
  response.headers.add_block(page ? page_block_ : data_block_);
}

}  // namespace plaza::gateway
