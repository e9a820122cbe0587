#include "platform/core/health.hpp"

#include <algorithm>

namespace plaza {

void Health::set(std::string_view part, bool ready, std::string_view detail) {
  const std::scoped_lock lock(mutex_);
  checks_.insert_or_assign(std::string(part), Check{.ready = ready, .detail = std::string(detail)});
}

bool Health::ready() const {
  if (stopping()) return false;
  const std::scoped_lock lock(mutex_);
  return std::ranges::all_of(checks_, [](const auto& check) { return check.second.ready; });
}

std::map<std::string, Health::Check> Health::checks() const {
  const std::scoped_lock lock(mutex_);
  return checks_;
}

}  // namespace plaza
