// The rules on real snapshots: the one that is shipped, and those of the shared data where they are at hand.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <gtest/gtest.h>

#include "services/pharmacy/app/last_good.hpp"
#include "services/pharmacy/app/search.hpp"
#include "services/pharmacy/app/take_feed.hpp"
#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

namespace fs = std::filesystem;
using testing::taiwan;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

const fs::path shipped = "deploy/local/data";

// The tests run in the root of the project.
std::optional<fs::path> shared_folder() {
  const char* named = std::getenv("PLAZA_SHARED");
  fs::path folder = fs::path(named ? named : "../shared") / "data/pharmacy";
  if (!fs::is_directory(folder)) return std::nullopt;
  return folder;
}

std::shared_ptr<const Snapshot> known_places() {
  auto parsed = parse_points(read_file(shipped / "pharmacy-points.geojson"));
  EXPECT_TRUE(parsed);
  EXPECT_EQ(parsed->rejected_features + parsed->dropped_positions, 0);
  return Snapshot::from_points(std::make_shared<const Points>(std::move(parsed->points)));
}

std::size_t with_position(const Snapshot& snapshot) {
  return static_cast<std::size_t>(
      std::ranges::count_if(snapshot.pharmacies(), [&](const auto& p) { return snapshot.point_of(p) != nullptr; }));
}

// What the data's README says of a file.
struct Facts {
  const char* file;
  std::size_t rows;
  std::size_t joined;
  std::size_t with_letter;
  const char* newest;
  std::size_t repaired = 0;
};

void expect_facts(const Facts& facts, const fs::path& file) {
  SCOPED_TRACE(file);
  const auto feed = parse_feed(read_file(file));
  ASSERT_TRUE(feed) << feed.error().message;
  EXPECT_EQ(feed->rows.size(), facts.rows);
  EXPECT_EQ(feed->rejected_rows + feed->clamped_counts, 0);
  EXPECT_EQ(feed->repaired_ids, facts.repaired);
  EXPECT_EQ(feed->updated_at, taiwan(facts.newest));
  const auto has_letter = [](const FeedRow& row) {
    return !std::ranges::all_of(row.id.view(), [](char c) { return c <= '9'; });
  };
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count_if(feed->rows, has_letter)), facts.with_letter);
  for (const auto& row : feed->rows) EXPECT_GT(row.adult + row.child, 0) << row.id.view();
  EXPECT_EQ(with_position(*known_places()->with_feed(*feed)), facts.joined);
}

constexpr std::array known_files{
    Facts{"maskdata-2020-02-10-early-header.csv", 5'865, 5'102, 109, "2020/02/10 16:29:10"},
    Facts{"maskdata-2020-02-14-crlf-two-timestamps.csv", 6'008, 5'194, 112, "2020/02/14 14:16:34"},
    Facts{"maskdata-2020-03-17-spreadsheet-mangled.csv", 6'255, 5'469, 112, "2020/03/17 17:43:46", 6'255 - 112},
    Facts{"maskdata-2021-08-03-phone-without-area.csv", 4'343, 3'811, 66, "2021/08/03 10:53:25"}};

TEST(RealData, the_shipped_snapshot_is_what_its_readme_says) {
  expect_facts({"", 6'008, 5'194, 112, "2020/02/14 14:16:34"}, shipped / "maskdata.csv");
  const auto feed = parse_feed(read_file(shipped / "maskdata.csv"));
  EXPECT_EQ(std::ranges::count(feed->rows, taiwan("2020/02/14 14:16:05"), &FeedRow::updated_at), 4'662);
  EXPECT_EQ(std::ranges::count(feed->rows, taiwan("2020/02/14 14:16:34"), &FeedRow::updated_at), 1'346);
}

TEST(RealData, nearest_with_stock_around_taipei_station) {
  const auto snapshot = known_places()->with_feed(*parse_feed(read_file(shipped / "maskdata.csv")));
  const auto page = search(*snapshot, {.near = Position{25.0478, 121.5170}, .in_stock = MaskKind::adult, .first = 5});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->hits.size(), 5);
  for (const auto& hit : page->hits) {
    EXPECT_GT(hit.pharmacy->mask->adult, 0);
    EXPECT_LT(*hit.distance_metres, 2'000);
  }
}

TEST(RealData, the_last_good_snapshot_survives_a_restart) {
  const auto before = known_places();
  const auto taken = take_feed(*before, {}, read_file(shipped / "maskdata.csv"), {}, taiwan("2020/02/14 15:00:00"));
  ASSERT_TRUE(taken);
  LastGood meta;
  meta.last = taken->last;
  const auto restored = read_last_good(write_last_good(meta, *taken->snapshot), *before);
  ASSERT_TRUE(restored) << restored.error().message;
  ASSERT_EQ(restored->snapshot->pharmacies().size(), 6'008);
  for (const auto& pharmacy : taken->snapshot->pharmacies()) {
    EXPECT_EQ(restored->snapshot->find(pharmacy.id)->mask, pharmacy.mask);
  }
}

TEST(RealData, shared_snapshots_are_what_their_readme_says) {
  const auto folder = shared_folder();
  if (!folder) return expect_facts({"", 6'008, 5'194, 112, "2020/02/14 14:16:34"}, shipped / "maskdata.csv");
  for (const auto& facts : known_files) expect_facts(facts, *folder / facts.file);
}

TEST(RealData, shared_snapshots_in_the_order_of_time_are_one_history) {
  const auto folder = shared_folder();
  auto snapshot = known_places();
  LastFeed last;
  for (const auto& facts : known_files) {
    const auto file = folder ? *folder / facts.file : shipped / "maskdata.csv";
    const auto taken = take_feed(*snapshot, last, read_file(file), {}, taiwan("2022/01/01 00:00:00"));
    ASSERT_TRUE(taken) << taken.error().message;
    const auto feed = parse_feed(read_file(file));
    for (const auto& row : feed->rows) {
      EXPECT_EQ(taken->snapshot->find(row.id)->mask, (MaskStock{row.adult, row.child, row.updated_at}))
          << row.id.view();
      EXPECT_EQ(taken->snapshot->find(row.id)->details->name, row.name);
    }
    const auto has_masks = [](const Pharmacy& p) { return p.mask->adult + p.mask->child > 0; };
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count_if(taken->snapshot->pharmacies(), has_masks)),
              feed->rows.size());
    snapshot = taken->snapshot;
    last = taken->last;
  }
}

TEST(RealData, shared_points_are_what_their_readme_says) {
  const auto folder = shared_folder();
  const auto points =
      parse_points(read_file(folder ? *folder / "points.geojson" : shipped / "pharmacy-points.geojson"));
  ASSERT_TRUE(points);
  EXPECT_EQ(points->points.size(), 5'861);
  EXPECT_EQ(points->rejected_features + points->dropped_positions + points->unknown_periods, 0);
  if (!folder) return;
  const auto rich = parse_points(read_file(*folder / "points-rich-sample.geojson"));
  ASSERT_EQ(rich->points.size(), 74);
  for (const auto& point : rich->points) EXPECT_TRUE(point.open_periods) << point.id.view();
}

}  // namespace
}  // namespace plaza::pharmacy
