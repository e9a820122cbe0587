#include "platform/core/base64url.hpp"

#include <gtest/gtest.h>

namespace plaza {
namespace {

std::optional<std::string> decoded(std::string_view text) {
  const auto bytes = parse_base64url(text);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

TEST(Base64Url, texts_of_the_specification_go_both_ways) {
  // RFC 4648, 10, without the padding; the last one has both characters that differ from plain base64.
  const std::pair<std::string, std::string> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xEF\xFF", "--__"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64url(bytes), text);
    EXPECT_EQ(decoded(text), bytes);
  }
}

TEST(Base64Url, every_byte_survives) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  for (std::size_t length = 0; length <= all.size(); ++length) {
    const auto bytes = all.substr(all.size() - length);
    EXPECT_EQ(decoded(base64url(bytes)), bytes);
  }
}

TEST(Base64Url, what_is_not_the_one_text_of_its_bytes_is_refused) {
  for (const auto* text : {"Zg==", "Zg=", "Z", "Zm9vY", "Zm9v\n", " Zm9v", "Zm 9v", "Zm+v", "Zm/v", "Zm9\xC3"}) {
    EXPECT_FALSE(decoded(text)) << text;
  }
  // Bits that no byte takes: "Zg" is "f", and so would be "Zh" to a lax reader.
  EXPECT_FALSE(decoded("Zh"));
  EXPECT_FALSE(decoded("Zm9"));
}

}  // namespace
}  // namespace plaza
