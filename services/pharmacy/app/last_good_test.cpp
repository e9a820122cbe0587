#include "services/pharmacy/app/last_good.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using testing::feed;
using testing::id;
using testing::taiwan;

struct LastGoodText : ::testing::Test {
  const std::shared_ptr<const Snapshot> before = Snapshot::from_points(std::make_shared<const Points>());
  const std::shared_ptr<const Snapshot> snapshot =
      testing::snapshot({}, {{.id = id(1), .adult = 5, .name = "\"甲, \"\"乙\"\"\""}, {.id = id(2)}})
          ->with_feed(feed({{.id = id(1), .adult = 4, .name = "\"甲, \"\"乙\"\"\"", .time = "2020/02/14 14:20:00"}}));
  const LastGood meta{.source = "http://127.0.0.1/maskdata.csv",
                      .etag = "\"5e46\\\"",
                      .last_modified = "Fri, 14 Feb 2020 06:20:00 GMT",
                      .content_hash = 0xfedcba9876543210,
                      .synced_at = taiwan("2020/02/14 14:21:00"),
                      .last = {.updated_at = taiwan("2020/02/14 14:20:00"), .rows = 1},
                      .rejected_rows = 3};
  const std::string text = write_last_good(meta, *snapshot);
};

TEST_F(LastGoodText, round_trips) {
  const auto restored = read_last_good(text, *before);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->meta.source, meta.source);
  EXPECT_EQ(restored->meta.etag, meta.etag);
  EXPECT_EQ(restored->meta.last_modified, meta.last_modified);
  EXPECT_EQ(restored->meta.content_hash, meta.content_hash);
  EXPECT_EQ(restored->meta.synced_at, meta.synced_at);
  EXPECT_EQ(restored->meta.last.updated_at, meta.last.updated_at);
  EXPECT_EQ(restored->meta.last.rows, 1);
  EXPECT_EQ(restored->meta.rejected_rows, 3);
  EXPECT_EQ(restored->snapshot->updated_at(), snapshot->updated_at());
  ASSERT_EQ(restored->snapshot->pharmacies().size(), 2);
  for (const auto& pharmacy : snapshot->pharmacies()) {
    const auto* again = restored->snapshot->find(pharmacy.id);
    EXPECT_EQ(again->mask, pharmacy.mask);
    EXPECT_EQ(again->details->name, pharmacy.details->name);
    EXPECT_EQ(again->details->address, pharmacy.details->address);
  }
}

TEST_F(LastGoodText, keeps_those_that_are_sold_out) {
  EXPECT_EQ(read_last_good(text, *before)->snapshot->find(id(2))->mask,
            (MaskStock{.adult = 0, .child = 0, .updated_at = taiwan("2020/02/14 14:20:00")}));
}

TEST_F(LastGoodText, any_changed_byte_of_the_rows_is_found) {
  for (auto i = text.find('\n') + 1; i < text.size(); i += 7) {
    auto changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(read_last_good(changed, *before).error().reason, "LAST_GOOD_DAMAGED") << i;
  }
}

TEST_F(LastGoodText, refuses_a_cut_or_foreign_text) {
  for (const auto& damaged : {std::string(), text.substr(0, text.size() - 10), text.substr(0, 20), std::string("{}\n"),
                              std::string("[]\nx"), std::string("garbage\nx")}) {
    EXPECT_EQ(read_last_good(damaged, *before).error().reason, "LAST_GOOD_DAMAGED") << damaged;
  }
}

}  // namespace
}  // namespace plaza::pharmacy
