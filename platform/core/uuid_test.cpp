#include "platform/core/uuid.hpp"

#include <set>

#include <gtest/gtest.h>

namespace plaza {
namespace {

TEST(Uuid, version_7_carries_its_time_and_sorts_by_it) {
  const SystemTime time{milliseconds{0x017F22E279B0}};
  const auto id = Uuid::version7(time);
  EXPECT_EQ(id.version(), 7);
  EXPECT_EQ(id.to_string().substr(0, 15), "017f22e2-79b0-7");
  EXPECT_LT(id, Uuid::version7(time + milliseconds{1}));
}

TEST(Uuid, ids_of_one_millisecond_differ) {
  std::set<Uuid> ids;
  for (int i = 0; i < 10'000; ++i) ids.insert(Uuid::version7(SystemTime{}));
  EXPECT_EQ(ids.size(), 10'000U);
}

TEST(Uuid, text_round_trips_in_either_case) {
  const auto id = Uuid::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->to_string(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  for (const auto* text : {"", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2_79b0-7cc3-98c4-dc0c0c07398f"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}

}  // namespace
}  // namespace plaza
