#include "platform/http/entity_tag.hpp"

#include <xxhash.h>

#include "platform/core/hex.hpp"
#include "platform/http/field_line.hpp"

namespace plaza::http {
namespace {

constexpr std::string_view gzip_suffix = "-gzip\"";

// Calls `matches` with each tag of a list, `weak` telling whether W/ stood before it, until one does. Tags may hold
// commas, so the list is split at the quotes. Stops at what is no tag.
template <class Matches>
bool any_tag(std::string_view list, Matches matches) {
  while (true) {
    while (!list.empty() && (list.front() == ',' || list.front() == ' ' || list.front() == '\t')) list.remove_prefix(1);
    const bool weak = list.starts_with("W/");
    if (weak) list.remove_prefix(2);
    if (!list.starts_with('"')) return false;
    const auto end = list.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (matches(list.substr(0, end + 1), weak)) return true;
    list.remove_prefix(end + 1);
  }
}

}  // namespace

std::string entity_tag(std::string_view bytes) {
  const auto hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string tag;
  tag.reserve(34);
  tag.push_back('"');
  append_hex(tag, hash.high64);
  append_hex(tag, hash.low64);
  tag.push_back('"');
  return tag;
}

std::string gzip_entity_tag(std::string_view tag) {
  std::string compressed(tag);
  if (compressed.ends_with('"')) compressed.replace(compressed.size() - 1, 1, gzip_suffix);
  return compressed;
}

bool matches_weakly(std::string_view list, std::string_view tag) {
  if (trim_blanks(list) == "*") return true;
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return any_tag(list, [tag](std::string_view one, bool) { return one == tag; });
}

bool matches_strongly(std::string_view list, std::string_view tag) {
  if (trim_blanks(list) == "*") return true;
  if (tag.starts_with("W/")) return false;
  const auto compressed = gzip_entity_tag(tag);
  return any_tag(list, [&](std::string_view one, bool weak) { return !weak && (one == tag || one == compressed); });
}

}  // namespace plaza::http
