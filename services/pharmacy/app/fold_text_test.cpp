#include "services/pharmacy/app/fold_text.hpp"

#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

TEST(FoldText, full_width_digits_and_letters_become_half_width) {
  EXPECT_EQ(fold_text("６９４號１、２樓"), "694號1、2樓");
  EXPECT_EQ(fold_text("Ｂ１（Ｆ）"), "b1(f)");
}

TEST(FoldText, both_forms_of_tai_are_one) {
  EXPECT_EQ(fold_text("台北市"), fold_text("臺北市"));
}

TEST(FoldText, blanks_make_no_difference) {
  EXPECT_EQ(fold_text(" 南京　東路\t４ 段\u00A0"), "南京東路4段");
}

TEST(FoldText, case_of_ascii_letters_makes_no_difference) {
  EXPECT_EQ(fold_text("Healthy ＣＡＲＥ"), "healthycare");
}

TEST(FoldText, dashes_are_one) {
  EXPECT_EQ(fold_text("２－２號"), "2-2號");
  EXPECT_EQ(fold_text("2–2號"), "2-2號");
  EXPECT_EQ(fold_text("2─2號"), "2-2號");
  EXPECT_EQ(fold_text("2—2號"), "2-2號");
}

TEST(FoldText, leaves_the_rest_alone) {
  EXPECT_EQ(fold_text("花蓮縣豐濱鄉é𠮷"), "花蓮縣豐濱鄉é𠮷");
  EXPECT_EQ(fold_text(""), "");
}

TEST(FoldText, keeps_broken_bytes) {
  EXPECT_EQ(fold_text("a\xE5\x8F"), "a\xE5\x8F");
  EXPECT_EQ(fold_text("\xFF"), "\xFF");
}

}  // namespace
}  // namespace plaza::pharmacy
