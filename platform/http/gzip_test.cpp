#include "platform/http/gzip.hpp"

#include <gtest/gtest.h>

namespace plaza::http {
namespace {

TEST(Gzip, what_was_compressed_comes_back) {
  std::string content;
  for (int i = 0; i < 5'000; ++i) content += std::to_string(i);
  const auto compressed = gzip(content, 5);
  EXPECT_LT(compressed.size(), content.size() / 2);
  EXPECT_EQ(gunzip(compressed, content.size()).value(), content);
  EXPECT_EQ(gunzip(compressed + gzip("more", 5), content.size() + 4).value(), content + "more");
  EXPECT_EQ(gunzip(gzip("", 5), 0).value(), "");
}

TEST(Gzip, bombs_and_broken_bytes_are_refused) {
  const auto bomb = gzip(std::string(10'000'000, '\0'), 9);
  EXPECT_LT(bomb.size(), 20'000U);
  EXPECT_EQ(gunzip(bomb, 1'000'000).error().code, Code::resource_exhausted);
  EXPECT_EQ(gunzip(bomb.substr(0, bomb.size() - 4), 20'000'000).error().code, Code::data_loss);
  EXPECT_EQ(gunzip("no gzip", 100).error().code, Code::data_loss);
  EXPECT_EQ(gunzip("", 100).error().code, Code::data_loss);
}

}  // namespace
}  // namespace plaza::http
