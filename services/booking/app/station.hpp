#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/error.hpp"
#include "services/booking/app/date.hpp"

namespace plaza::booking {

inline constexpr std::int64_t capacity_max = 1'000'000;
inline constexpr int days_max = 400;  // of a station, when it is seeded

struct Position {
  double latitude = 0;  // WGS 84, degrees
  double longitude = 0;
};

struct StationDay {
  Date date{};
  std::int64_t capacity = 0;
  std::int64_t available = 0;

  bool operator==(const StationDay&) const = default;
};

// Days that follow each other, with the same capacity.
struct Season {
  Date from{};
  int count = 0;
  std::int64_t capacity = 0;
};

// Where one can be vaccinated. Its days are in the store.
struct Station {
  std::string name;  // unique
  std::string state;
  std::string district{};
  std::optional<Position> position{};
  Season season{};  // what it begins with
};

// All that there are; fixed while the process runs.
class StationList {
 public:
  // Names are unique; of two the later one counts.
  explicit StationList(std::vector<Station> all);

  [[nodiscard]] const Station* find(std::string_view name) const;
  // Up to `count` in the order of their names, behind `after`; of one state where one is given.
  [[nodiscard]] std::vector<const Station*> page(std::string_view state, std::string_view after,
                                                 std::size_t count) const;
  [[nodiscard]] const std::map<std::string, Station, std::less<>>& all() const { return by_name_; }

 private:
  std::map<std::string, Station, std::less<>> by_name_;
};

}  // namespace plaza::booking
