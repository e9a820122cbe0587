#include "gateway/api/pharmacy_types.hpp"

#include <gtest/gtest.h>

#include "gateway/description/schema.hpp"
#include "gateway/description/to_json.hpp"

namespace plaza::gateway {
namespace {

namespace wire = pharmacy::wire;

wire::Pharmacy known_pharmacy() {
  wire::Pharmacy pharmacy;
  pharmacy.id = "5901012025";
  pharmacy.name = "大學藥局";
  pharmacy.__set_phone("(02)23915228");
  pharmacy.address = "台北市中正區";
  wire::Position position;
  position.latitude = 25.0145;
  position.longitude = 121.5345;
  pharmacy.__set_position(position);
  pharmacy.__set_distanceMetres(412.6789);
  pharmacy.__set_openNow(true);
  pharmacy.__set_openPeriods("NNNNNNYNNNNNNYNNNNNNY");
  wire::MaskStock mask;
  mask.adult = 240;
  mask.child = 50;
  mask.updatedAtMs = 1'627'959'205'000;
  pharmacy.__set_mask(mask);
  return pharmacy;
}

TEST(PharmacyTypes, a_pharmacy_is_written_as_the_contract_says) {
  EXPECT_EQ(to_json(known_pharmacy()),
            R"({"id":"5901012025","name":"大學藥局","phone":"(02)23915228","address":"台北市中正區",)"
            R"("latitude":25.0145,"longitude":121.5345,"distance":412.7,"openNow":true,)"
            R"("openPeriods":"NNNNNNYNNNNNNYNNNNNNY",)"
            R"("mask":{"adult":240,"child":50,"updatedAt":"2021-08-03T02:53:25Z","stale":false}})");
}

TEST(PharmacyTypes, what_is_unknown_of_a_pharmacy_is_null_or_left_out) {
  wire::Pharmacy pharmacy;
  pharmacy.id = "0";
  EXPECT_EQ(to_json(pharmacy),
            R"({"id":"0","name":"","phone":null,"address":"","latitude":null,"longitude":null,"mask":null})");
}

TEST(PharmacyTypes, a_page_has_items_and_a_cursor_or_null) {
  wire::SearchReply page;
  EXPECT_EQ(to_json(page), R"({"items":[],"nextCursor":null})");
  page.__set_nextCursor("abc");
  EXPECT_EQ(to_json(page), R"({"items":[],"nextCursor":"abc"})");
}

TEST(PharmacyTypes, a_feed_that_never_came_has_no_times) {
  wire::Feed feed;
  feed.source = "file";
  feed.stale = true;
  EXPECT_EQ(to_json(feed), R"({"source":"file","syncedAt":null,"updatedAt":null,"rows":0,"rejectedRows":0,)"
                           R"("ageSeconds":null,"stale":true})");
}

TEST(PharmacyTypes, the_schema_of_a_page_brings_its_parts) {
  Schemas schemas;
  EXPECT_EQ(schemas.of<wire::SearchReply>(), R"({"$ref":"#/components/schemas/PharmacyPage"})");
  ASSERT_EQ(schemas.components().size(), 3U);
  const auto& pharmacy = schemas.components().at("Pharmacy");
  EXPECT_NE(pharmacy.find(R"("phone":{"type":["string","null"])"), std::string::npos) << pharmacy;
  EXPECT_NE(pharmacy.find(R"("mask":{"oneOf":[{"$ref":"#/components/schemas/MaskStock"},{"type":"null"}])"),
            std::string::npos);
  EXPECT_TRUE(pharmacy.ends_with(
      R"("required":["id","name","phone","address","latitude","longitude","mask"],"additionalProperties":false})"))
      << pharmacy;
}

}  // namespace
}  // namespace plaza::gateway
