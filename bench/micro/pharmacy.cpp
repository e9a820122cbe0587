// What the rules of the mask map cost without a server around them: one line of JSON.
//   plaza-bench-pharmacy feed FILE      parse, check and swap a feed
//   plaza-bench-pharmacy nearest ROWS   the nearest 20 of so many, another place every time
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "services/pharmacy/app/search.hpp"
#include "services/pharmacy/app/take_feed.hpp"

namespace {

using namespace plaza::pharmacy;  // NOLINT(google-build-using-namespace): this program is about nothing else

constexpr int feed_rounds = 40;
constexpr int searches = 20'000;
constexpr std::int32_t page = 20;
// Where the places are: the island of Taiwan with the sea around it.
constexpr Box island{.south = 22.0, .west = 120.0, .north = 25.3, .east = 122.0};

// CPU time of this thread: what neighbours take meanwhile is not in it.
double cpu_microseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

int time_feed(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) {
    fmt::print(stderr, "{} cannot be read\n", file);
    return 1;
  }
  auto present = Snapshot::from_points(std::make_shared<const Points>());
  LastFeed last;
  const auto now = std::chrono::time_point_cast<plaza::SystemTime::duration>(std::chrono::system_clock::now());
  std::vector<double> milliseconds;
  // The first round meets no known pharmacy and makes them all; what counts is the sync that follows another.
  for (int round = 0; round <= feed_rounds; ++round) {
    auto text = content.str();
    const auto begun = cpu_microseconds();
    auto taken = take_feed(*present, last, std::move(text), {}, now);
    if (!taken) {
      fmt::print(stderr, "{} is refused: {}\n", file, taken.error().message);
      return 1;
    }
    present = std::move(taken->snapshot);
    last = taken->last;
    if (round > 0) milliseconds.push_back((cpu_microseconds() - begun) / 1000);
  }
  fmt::print("{{\"rows\":{},\"milliseconds\":[{:.4f}]}}\n", last.rows, fmt::join(milliseconds, ","));
  return 0;
}

Position somewhere(std::mt19937_64& random) {
  std::uniform_real_distribution<double> latitude(island.south, island.north);
  std::uniform_real_distribution<double> longitude(island.west, island.east);
  return {latitude(random), longitude(random)};
}

int time_nearest(std::size_t rows) {
  std::mt19937_64 random(20200206);  // NOLINT(cert-msc51-cpp): the same places on every run
  std::vector<Point> points;
  points.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    points.push_back({.id = *InstitutionId::parse(fmt::format("59{:08}", i)),
                      .position = somewhere(random),
                      .open_periods = std::nullopt,
                      .name = "pharmacy",
                      .address = "street"});
  }
  const auto snapshot = Snapshot::from_points(std::make_shared<const Points>(std::move(points)));
  std::vector<SearchParameters> wanted(searches);
  for (auto& parameters : wanted) parameters = {.near = somewhere(random), .first = page};
  std::size_t found = 0;
  const auto begun = cpu_microseconds();
  for (const auto& parameters : wanted) {
    const auto result = search(*snapshot, parameters);
    if (result) found += result->hits.size();
  }
  const auto each = (cpu_microseconds() - begun) / searches;
  fmt::print("{{\"rows\":{},\"found\":{},\"microseconds\":{:.4f}}}\n", rows, found, each);
  return found == static_cast<std::size_t>(searches) * page ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "feed") return time_feed(words[1]);
  if (words.size() == 2 && words[0] == "nearest") return time_nearest(std::stoul(words[1]));
  fmt::print(stderr, "usage: plaza-bench-pharmacy feed FILE | nearest ROWS\n");
  return 2;
}
