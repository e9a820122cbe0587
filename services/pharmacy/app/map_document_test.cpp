#include "services/pharmacy/app/map_document.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using testing::feed;
using testing::id;
using testing::point;

TEST(MapDocument, has_a_row_for_every_pharmacy) {
  const auto snapshot =
      testing::snapshot({point(id(1), {25.049887, 121.577316}, "NNNNNNYNNNNNNYNNNNNNY")},
                        {{.id = id(1), .adult = 5, .child = 2}, {.id = id(2), .adult = 0, .child = 7}});
  const auto document = make_map_document(*snapshot);
  EXPECT_EQ(
      document->json,
      R"({"version":")" + document->version +
          R"(","updatedAt":"2020-02-14T06:16:05Z",)"
          R"("fields":["id","latitude","longitude","adult","child","openPeriods"],"rows":[)"
          R"(["5900000001",25.049887,121.577316,5,2,"NNNNNNYNNNNNNYNNNNNNY"],["5900000002",null,null,0,7,null]]})");
}

TEST(MapDocument, is_json_before_the_first_feed) {
  const auto empty = Snapshot::from_points(std::make_shared<const Points>());
  const auto parsed = boost::json::parse(make_map_document(*empty)->json);
  EXPECT_TRUE(parsed.at("updatedAt").is_null());
  EXPECT_TRUE(parsed.at("rows").as_array().empty());
}

TEST(MapDocument, version_changes_with_the_content_only) {
  const auto before = testing::snapshot({}, {{.id = id(1)}});
  const auto version = make_map_document(*before)->version;
  EXPECT_EQ(version.size(), 16);
  EXPECT_EQ(make_map_document(*before->with_feed(feed({{.id = id(1)}})))->version, version);
  EXPECT_NE(make_map_document(*before->with_feed(feed({{.id = id(1), .adult = 2}})))->version, version);
}

}  // namespace
}  // namespace plaza::pharmacy
