#include "gateway/edge/shedding/urgency.hpp"

namespace plaza::gateway {

bool can_wait(std::string_view priority) {
  // A dictionary of structured fields: "u=7, i". A later member of one name overrides an earlier one.
  bool waits = false;
  while (!priority.empty()) {
    const auto comma = priority.find(',');
    auto member = priority.substr(0, comma);
    priority.remove_prefix(comma == std::string_view::npos ? priority.size() : comma + 1);
    while (!member.empty() && (member.front() == ' ' || member.front() == '\t')) member.remove_prefix(1);
    if (!member.starts_with("u=") || member.size() < 3) continue;
    const bool one_digit = member.size() == 3 || member[3] == ' ' || member[3] == ';';
    waits = one_digit && (member[2] == '6' || member[2] == '7');
  }
  return waits;
}

}  // namespace plaza::gateway
