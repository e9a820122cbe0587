#include "gateway/edge/token/compact_token.hpp"

#include <array>

#include <boost/beast/core/string.hpp>
#include <boost/json/object.hpp>

#include "gateway/edge/token/jwk.hpp"
#include "gateway/edge/token/strict_json.hpp"
#include "platform/core/base64url.hpp"

namespace plaza::gateway::token {
namespace {

namespace json = boost::json;

constexpr std::size_t parts_count = 3;
constexpr std::size_t header_bytes_max = 2048;

std::optional<std::array<std::string_view, parts_count>> split(std::string_view token) {
  std::array<std::string_view, parts_count> parts;
  for (std::size_t i = 0; i + 1 < parts_count; ++i) {
    const auto dot = token.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    parts[i] = token.substr(0, dot);
    token.remove_prefix(dot + 1);
  }
  if (token.find('.') != std::string_view::npos) return std::nullopt;
  parts.back() = token;
  return parts;
}

// `typ` is a media type whose "application/" may be left out (RFC 7515, 4.1.9).
bool is_jwt_type(std::string_view type) {
  constexpr std::string_view prefix = "application/";
  if (boost::beast::iequals(type.substr(0, prefix.size()), prefix)) type.remove_prefix(prefix.size());
  return boost::beast::iequals(type, "JWT") || boost::beast::iequals(type, "at+jwt");
}

Checked<void> read_header(const json::object& header, CompactToken& token) {
  if (header.contains("crit")) return std::unexpected(Refusal::critical);
  const auto type = text_member(header, "typ");
  if ((header.contains("typ") && !(type && is_jwt_type(*type))) || header.contains("cty")) {
    return std::unexpected(Refusal::type);
  }
  const auto algorithm = parse_algorithm(text_member(header, "alg").value_or(""));
  if (!algorithm) return std::unexpected(Refusal::algorithm);
  token.algorithm = *algorithm;
  if (!header.contains("kid")) return {};
  const auto id = text_member(header, "kid");
  if (!id || id->size() > key_id_bytes_max) return std::unexpected(Refusal::malformed);
  token.key_id = std::string(*id);
  return {};
}

}  // namespace

Checked<CompactToken> parse_compact(std::string_view token) {
  const auto parts = split(token);
  if (!parts) return std::unexpected(Refusal::malformed);
  const auto& [header_text, payload_text, signature_text] = *parts;
  if (header_text.size() > header_bytes_max) return std::unexpected(Refusal::too_large);
  const auto header_bytes = parse_base64url(header_text);
  auto payload = parse_base64url(payload_text);
  auto signature = parse_base64url(signature_text);
  if (!header_bytes || !payload || !signature) return std::unexpected(Refusal::malformed);
  const auto header = parse_strict_object({reinterpret_cast<const char*>(header_bytes->data()), header_bytes->size()});
  if (!header) return std::unexpected(Refusal::malformed);

  CompactToken parsed;
  parsed.signed_text = token.substr(0, header_text.size() + 1 + payload_text.size());
  parsed.payload = *std::move(payload);
  parsed.signature = *std::move(signature);
  if (const auto read = read_header(*header, parsed); !read) return std::unexpected(read.error());
  return parsed;
}

}  // namespace plaza::gateway::token
