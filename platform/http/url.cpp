#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "platform/http/client.hpp"
#include "platform/http/framing.hpp"

namespace plaza::http {
namespace {

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
  return fail(Code::invalid_argument, fmt::format("\"{}\" is no http address: {}", text, why));
}

constexpr std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  Url url;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return refuse(text, "it must begin with http:// or https://");
  if (equals_ignoring_case(text.substr(0, scheme_end), "http")) {
    url.scheme = "http";
  } else if (equals_ignoring_case(text.substr(0, scheme_end), "https")) {
    url.scheme = "https";
  } else {
    return refuse(text, "it must begin with http:// or https://");
  }

  auto rest = text.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
  auto authority = rest.substr(0, authority_end);
  rest.remove_prefix(authority_end);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.user_information = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (!valid_authority(authority)) return refuse(text, "its host or port is not valid");

  const bool bracketed = authority.starts_with('[');
  const auto host_end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  url.host = authority.substr(bracketed ? 1 : 0, bracketed ? host_end - 1 : host_end);
  url.port = default_port(url.scheme);
  const auto port = authority.substr(std::min(authority.size(), host_end + (bracketed ? 2 : 1)));
  if (!port.empty()) std::from_chars(port.data(), port.data() + port.size(), url.port);
  if (url.port == 0) return refuse(text, "its host or port is not valid");

  url.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  const bool valid = std::ranges::all_of(url.target, [](char c) { return (byte_class(c) & target_byte) != 0; });
  if (!valid) return refuse(text, "what follows the host must be percent-encoded ASCII");
  return url;
}

std::string Url::authority() const {
  auto out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != default_port(scheme)) out += fmt::format(":{}", port);
  return out;
}

}  // namespace plaza::http
