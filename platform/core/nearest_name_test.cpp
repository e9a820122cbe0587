#include "platform/core/nearest_name.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace plaza {
namespace {

const std::vector<std::string> names{"http.port", "http.timeout_ms", "log.level"};

TEST(NearestName, finds_a_misspelled_or_swapped_name) {
  EXPECT_EQ(nearest_name("http.prot", names), "http.port");
  EXPECT_EQ(nearest_name("http.timeout", names), "http.timeout_ms");
  EXPECT_EQ(nearest_name("LOG.LEVEL", names), "log.level");
}

TEST(NearestName, names_nothing_when_nothing_is_near) {
  EXPECT_EQ(nearest_name("colour", names), std::nullopt);
  EXPECT_EQ(nearest_name(std::string(100'000, 'x'), names), std::nullopt);
}

}  // namespace
}  // namespace plaza
