#include "gateway/graphql/schema/suggestions.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

constexpr std::size_t shown_max = 5;
// Longer words are nobody's slip of the finger, and comparing them costs the square of their length.
constexpr std::size_t wanted_bytes_max = 128;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

// The edits (of one character, or a swap of two neighbours) from one to the other; nothing above the threshold.
std::optional<std::size_t> edits(std::string_view a, std::string_view b, std::size_t threshold) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > threshold) return std::nullopt;
  std::vector<std::size_t> two_up(b.size() + 1);
  std::vector<std::size_t> up(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(two_up, up);
    std::swap(up, row);
    row[0] = i;
    auto smallest = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], two_up[j - 2] + 1);
      smallest = std::min(smallest, row[j]);
    }
    if (smallest > threshold) return std::nullopt;
  }
  return row[b.size()] <= threshold ? std::optional(row[b.size()]) : std::nullopt;
}

std::optional<std::size_t> distance(std::string_view wanted, std::string_view known, std::size_t threshold) {
  if (wanted == known) return 0;
  const auto a = lowered(wanted);
  const auto b = lowered(known);
  return a == b ? std::optional<std::size_t>(1) : edits(a, b, threshold);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The digits at `at`, without leading zeros.
std::string_view take_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == '0') ++at;
  const auto begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return text.substr(begin, at - begin);
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto left = take_number(a, i);
      const auto right = take_number(b, j);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
    } else {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
    }
  }
  return a.size() < b.size();
}

std::vector<std::string_view> near_names(std::string_view wanted, std::span<const std::string_view> known) {
  struct Near {
    std::size_t distance;
    std::string_view name;
  };
  if (wanted.size() > wanted_bytes_max) return {};
  const auto threshold = wanted.size() * 2 / 5 + 1;
  std::vector<Near> near;
  for (const auto name : known) {
    if (const auto found = distance(wanted, name, threshold)) near.push_back({*found, name});
  }
  std::ranges::sort(near, [](const Near& a, const Near& b) {
    return a.distance != b.distance ? a.distance < b.distance : natural_less(a.name, b.name);
  });
  std::vector<std::string_view> names;
  names.reserve(near.size());
  for (const auto& [_, name] : near) names.push_back(name);
  return names;
}

std::string did_you_mean(std::span<const std::string_view> names, std::string_view what) {
  if (names.empty()) return {};
  const auto shown = names.first(std::min(names.size(), shown_max));
  std::string out = " Did you mean ";
  if (!what.empty()) out += fmt::format("{} ", what);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) out += shown.size() > 2 ? ", " : " ";
    if (i > 0 && i + 1 == shown.size()) out += "or ";
    out += fmt::format("\"{}\"", shown[i]);
  }
  return out + "?";
}

}  // namespace plaza::graphql
