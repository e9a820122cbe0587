#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"

namespace plaza::pharmacy {

// When a pharmacy is open in a week: 7 days of 3 parts. The source (the NHI's fixed service hours) gives parts of a day
// without clock times; Plaza cuts them at 12:00 and 18:00 Taiwan time, so a morning begins at midnight and an evening
// ends there.
class OpenPeriods {
 public:
  static constexpr int days = 7;
  static constexpr int parts = 3;
  static constexpr std::chrono::hours afternoon_begins{12};
  static constexpr std::chrono::hours evening_begins{18};

  // 21 characters, `N` open and `Y` closed (the letter answers "is it closed?"): Monday to Sunday mornings, then
  // afternoons, then evenings. Nothing for any other text.
  static std::optional<OpenPeriods> parse(std::string_view text);

  [[nodiscard]] bool open_at(SystemTime time) const;
  // The 21 characters again.
  [[nodiscard]] std::string text() const;

  bool operator==(const OpenPeriods&) const = default;

 private:
  // part × 7 + day, with day 0 Monday and part 0 the morning.
  static int index_at(SystemTime time);

  std::uint32_t open_ = 0;  // a bit per index
};

}  // namespace plaza::pharmacy
