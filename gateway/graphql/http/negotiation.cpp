#include "gateway/graphql/http/negotiation.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace plaza::graphql {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// Takes what stands before the next separator.
std::string_view take(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const auto part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return trimmed(part);
}

struct Range {
  std::string type;
  double quality = 1;
  bool utf8 = true;
};

Range parse_range(std::string_view text) {
  Range range;
  range.type = lowered(take(text, ';'));
  while (!text.empty()) {
    const auto parameter = lowered(take(text, ';'));
    if (parameter.starts_with("q=")) {
      double quality = 0;
      const auto result = std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), quality);
      range.quality = result.ec == std::errc{} ? std::clamp(quality, 0.0, 1.0) : 0;
    } else if (parameter.starts_with("charset=")) {
      const auto charset = parameter.substr(8);
      range.utf8 = charset == "utf-8" || charset == "\"utf-8\"" || charset == "utf8";
    }
  }
  return range;
}

// How much a client likes a type: the quality of the most specific range that covers it.
double quality_of(std::string_view accept, std::string_view type) {
  double quality = 0;
  int specificity = -1;
  while (!accept.empty()) {
    const auto range = parse_range(take(accept, ','));
    int covers = -1;
    if (range.type == "*/*") covers = 0;
    if (range.type == std::string(type.substr(0, type.find('/'))) + "/*") covers = 1;
    if (range.type == type) covers = 2;
    if (covers <= specificity || (covers == 2 && !range.utf8)) continue;
    specificity = covers;
    quality = range.quality;
  }
  return quality;
}

constexpr std::string_view json_type = "application/json";
constexpr std::string_view graphql_type = "application/graphql-response+json";

}  // namespace

std::string_view content_type(MediaType type) {
  return type == MediaType::json ? "application/json; charset=utf-8"
                                 : "application/graphql-response+json; charset=utf-8";
}

std::optional<MediaType> negotiate(std::string_view accept) {
  if (trimmed(accept).empty()) return MediaType::json;
  const auto json = quality_of(accept, json_type);
  const auto graphql = quality_of(accept, graphql_type);
  if (json <= 0 && graphql <= 0) return std::nullopt;
  if (graphql > json) return MediaType::graphql_response;
  if (json > graphql) return MediaType::json;
  // As good as each other: who names the newer one knows it.
  return lowered(accept).find(graphql_type) == std::string::npos ? MediaType::json : MediaType::graphql_response;
}

bool is_json_body(std::string_view content_type) {
  const auto range = parse_range(content_type);
  return range.type == json_type && range.utf8;
}

bool prefers_html(std::string_view accept) {
  return quality_of(accept, "text/html") > std::max(quality_of(accept, json_type), quality_of(accept, graphql_type)) ||
         lowered(accept).starts_with("text/html");
}

}  // namespace plaza::graphql
