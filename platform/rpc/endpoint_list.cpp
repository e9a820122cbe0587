#include "platform/rpc/endpoint_list.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace plaza::rpc {
namespace {

std::unexpected<Error> refused(std::string_view text) {
  return fail(
      Code::invalid_argument,
      fmt::format("an endpoint is host:port or dns:host:port, with weight=NUMBER behind it if wanted; not \"{}\"",
                  text));
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Result<EndpointEntry> parse_endpoint(std::string_view text) {
  constexpr std::string_view resolve_prefix = "dns:";
  constexpr std::string_view weight_word = " weight=";
  EndpointEntry entry;
  auto place = text;
  if (const auto at = place.find(weight_word); at != std::string_view::npos) {
    const auto weight = number<double>(place.substr(at + weight_word.size()));
    if (!weight || !(*weight >= 0 && *weight <= endpoint_weight_max)) return refused(text);
    entry.weight = *weight;
    place = place.substr(0, at);
  }
  if (place.starts_with(resolve_prefix)) {
    entry.resolve = true;
    place.remove_prefix(resolve_prefix.size());
  }
  const auto colon = place.rfind(':');
  if (colon == std::string_view::npos || place.contains(' ')) return refused(text);
  entry.host = without_brackets(place.substr(0, colon));
  entry.port = place.substr(colon + 1);
  if (entry.host.empty() || number<std::uint16_t>(entry.port).value_or(0) == 0) return refused(text);
  return entry;
}

Result<std::vector<EndpointEntry>> parse_endpoints(const std::vector<std::string>& texts) {
  std::vector<EndpointEntry> entries;
  entries.reserve(texts.size());
  for (const auto& text : texts) {
    auto entry = parse_endpoint(text);
    if (!entry) return std::unexpected(std::move(entry.error()));
    entries.push_back(std::move(*entry));
  }
  return entries;
}

std::string address_text(std::string_view host, std::string_view port) {
  return host.contains(':') ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

}  // namespace plaza::rpc
