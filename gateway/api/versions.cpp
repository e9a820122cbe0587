#include "gateway/api/versions.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <xxhash.h>

namespace plaza::gateway {
namespace {

// Versions begin with 1.
constexpr std::int64_t version_of_nothing = 0;
constexpr std::size_t tag_characters_max = 100;

// An entity tag as RFC 9110, 8.8.3 writes it, weak or strong.
bool is_tag(std::string_view text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() < 2 || text.size() > tag_characters_max || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  return std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~' && c != '"'; });
}

// A tag of the compressed form names the same version. A weak one names none: If-Match compares strongly.
std::int64_t version_of(std::string_view tag) {
  if (!tag.starts_with('"')) return version_of_nothing;
  tag = tag.substr(1, tag.size() - 2);
  const auto digits = tag.substr(0, tag.find('-'));
  std::int64_t version = version_of_nothing;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size() && digits.size() < tag.size();
  return whole && version > 0 ? version : version_of_nothing;
}

}  // namespace

std::string version_tag(std::int64_t version, std::string_view json) {
  return fmt::format("\"{}-{:016x}\"", version, XXH3_64bits(json.data(), json.size()));
}

ParameterType<std::optional<std::int64_t>> if_match_parameter() {
  using Version = std::optional<std::int64_t>;
  return {.schema = R"({"type":"string","maxLength":100,"pattern":"^(\\*|(W/)?\"[!#-~]*\")$"})",
          .parse = [](std::string_view text) -> std::expected<Version, std::string> {
            if (text == "*") return Version();
            if (!is_tag(text)) return std::unexpected("must be one entity tag, or *");
            return Version(version_of(text));
          }};
}

ParameterInfo if_match_info() {
  return {.doc = "The `ETag` that was read: when it is another by now, nothing is changed (412).",
          .example = R"("\"1-9f86d081884c7d65\"")"};
}

}  // namespace plaza::gateway
