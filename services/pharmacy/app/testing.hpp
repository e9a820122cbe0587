// Small worlds for the tests of the rules.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "services/pharmacy/app/parse_feed.hpp"
#include "services/pharmacy/app/snapshot.hpp"
#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy::testing {

inline InstitutionId id(std::string_view text) {
  return *InstitutionId::parse(text);
}

// The n-th of many ids, in order.
inline InstitutionId id(int n) {
  return id(fmt::format("59{:08}", n));
}

inline SystemTime taiwan(std::string_view text) {
  return *parse_taiwan_time(text);
}

struct Row {
  InstitutionId id;
  int adult = 1;
  int child = 1;
  std::string name = "藥局";
  std::string address = "臺北市";
  std::string_view time = "2020/02/14 14:16:05";
};

inline ParsedFeed feed(const std::vector<Row>& rows) {
  std::string text = "id,name,address,phone,adult_count,child_count,time\n";
  for (const auto& row : rows) {
    text +=
        fmt::format("{},{},{},(02)1,{},{},{}\n", row.id.view(), row.name, row.address, row.adult, row.child, row.time);
  }
  auto parsed = parse_feed(text);
  if (!parsed) throw std::logic_error(parsed.error().message);
  return std::move(*parsed);
}

inline Point point(InstitutionId id, Position position, std::string_view periods = {}) {
  return {.id = id, .position = position, .open_periods = OpenPeriods::parse(periods)};
}

inline std::shared_ptr<const Snapshot> snapshot(std::vector<Point> points, const std::vector<Row>& rows) {
  const auto known = std::make_shared<const Points>(std::move(points));
  return Snapshot::from_points(known)->with_feed(feed(rows));
}

}  // namespace plaza::pharmacy::testing
