#include "services/pharmacy/app/institution_id.hpp"

#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

TEST(InstitutionId, keeps_leading_zeros_and_letters) {
  EXPECT_EQ(InstitutionId::parse("0145080011")->view(), "0145080011");
  EXPECT_EQ(InstitutionId::parse("592202A054")->view(), "592202A054");
}

TEST(InstitutionId, refuses_other_shapes) {
  for (const auto* text :
       {"", "014508001", "01450800111", "A145080011", "592202a054", "59220-A054", "５９０１０１００７６"}) {
    EXPECT_FALSE(InstitutionId::parse(text)) << text;
  }
}

TEST(InstitutionId, sorts_as_text) {
  EXPECT_LT(*InstitutionId::parse("0145080011"), *InstitutionId::parse("592202A054"));
  EXPECT_LT(*InstitutionId::parse("5922029999"), *InstitutionId::parse("592202A054"));
}

TEST(ParseOrRepairId, leaves_a_good_id_alone) {
  const auto id = parse_or_repair_id("592202A054");
  ASSERT_TRUE(id);
  EXPECT_FALSE(id->repaired);
}

TEST(ParseOrRepairId, undoes_what_a_spreadsheet_does_to_a_number) {
  for (const auto* text : {"145080011.0", "145080011", "0145080011.0"}) {
    const auto id = parse_or_repair_id(text);
    ASSERT_TRUE(id) << text;
    EXPECT_TRUE(id->repaired);
    EXPECT_EQ(id->id.view(), "0145080011");
  }
  EXPECT_EQ(parse_or_repair_id("5990030062.0")->id.view(), "5990030062");
}

TEST(ParseOrRepairId, refuses_what_can_mean_more_than_one_id) {
  for (const auto* text : {"1.45080011E+08", "5.92202E+59", "14508001", "14508001.0", "145080011.5", "592202A05.0",
                           "-45080011", ".0", "592202A05"}) {
    EXPECT_FALSE(parse_or_repair_id(text)) << text;
  }
}

}  // namespace
}  // namespace plaza::pharmacy
