#include "gateway/edge/cache/read_key.hpp"

#include <algorithm>
#include <array>

namespace plaza::gateway {
namespace {

std::string_view name_of(std::string_view pair) {
  return pair.substr(0, pair.find('='));
}

}  // namespace

bool write_read_key(const http::Request& request, std::string& key) {
  if (request.method() != http::Method::get && request.method() != http::Method::head) return false;
  if (request.route.empty() || request.target().size() > key_bytes_max) return false;
  std::array<std::string_view, key_parameters_max> pairs;
  std::size_t count = 0;
  for (auto rest = request.query(); !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    if (pair.empty()) continue;
    if (count == pairs.size()) return false;
    // Those of one name stay in their order: it may mean something.
    auto place = count++;
    for (; place > 0 && name_of(pair) < name_of(pairs.at(place - 1)); --place) pairs.at(place) = pairs.at(place - 1);
    pairs.at(place) = pair;
  }
  key = request.path();
  for (std::size_t i = 0; i < count; ++i) {
    key += i == 0 ? '?' : '&';
    key += pairs.at(i);
  }
  return true;
}

}  // namespace plaza::gateway
