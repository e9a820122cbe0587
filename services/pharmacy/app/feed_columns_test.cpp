#include "services/pharmacy/app/feed_columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

using testing::ElementsAre;
using Names = std::vector<std::string_view>;

TEST(ReadHeader, knows_the_feeds_own_names) {
  EXPECT_THAT(*read_header(column_names), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(ReadHeader, knows_the_earlier_name_of_column_5) {
  Names names(column_names.begin(), column_names.end());
  names[4] = "成人口罩總剩餘數";
  EXPECT_TRUE(read_header(names));
}

TEST(ReadHeader, knows_the_names_of_a_spreadsheet_in_any_order) {
  const Names names{"time", "id", "name", " phone ", "address", "child_count", "adult_count"};
  EXPECT_THAT(*read_header(names), ElementsAre(1, 2, 4, 3, 6, 5, 0));
}

TEST(ReadHeader, refuses_unknown_missing_and_repeated_columns) {
  Names names(column_names.begin(), column_names.end());
  names.emplace_back("備註");
  EXPECT_EQ(read_header(names).error().reason, "FEED_BAD_HEADER");
  names.back() = column_names[0];
  EXPECT_EQ(read_header(names).error().reason, "FEED_BAD_HEADER");
  names.resize(6);
  EXPECT_EQ(read_header(names).error().message, "column 來源資料時間 is missing");
}

}  // namespace
}  // namespace plaza::pharmacy
