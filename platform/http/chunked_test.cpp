#include "platform/http/chunked.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plaza::http {
namespace {

// Feeds the bytes in pieces as a connection does: what is not used comes again.
std::expected<std::string, unsigned> decode(const std::string& bytes, std::size_t piece, std::string* rest = nullptr) {
  ChunkDecoder decoder(1'000);
  std::string body;
  std::string waiting;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    waiting += bytes.substr(at, piece);
    const auto used = decoder.take(waiting, body);
    if (!used) return std::unexpected(used.error().status);
    waiting.erase(0, *used);
  }
  if (rest != nullptr) *rest = waiting;
  if (!decoder.finished()) return std::unexpected(0U);
  return body;
}

TEST(Chunked, content_is_joined_whatever_the_pieces) {
  const std::string bytes = "3\r\nabc\r\n00A;x=\"y;z\";q\r\n0123456789\r\n0;last\r\nTrailer: a\r\nOther:\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    EXPECT_EQ(decode(bytes, piece).value(), "abc0123456789") << piece;
  }
}

TEST(Chunked, blanks_may_stand_before_an_extension) {
  EXPECT_EQ(decode("1 ;a\r\nx\r\n1\t ; b = c\r\ny\r\n0 ;d\r\n\r\n", 100).value(), "xy");
}

TEST(Chunked, what_follows_is_left) {
  std::string rest;
  EXPECT_EQ(decode("0\r\n\r\nGET /", 100, &rest).value(), "");
  EXPECT_EQ(rest, "GET /");
}

TEST(Chunked, an_incomplete_body_is_not_finished) {
  for (const auto* bytes : {"3", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n", "0\r\n", "0\r\nA: b\r\n"}) {
    EXPECT_EQ(decode(bytes, 100).error(), 0U) << bytes;
  }
}

TEST(Chunked, what_is_malformed_is_refused) {
  for (const std::string bytes :
       {"\r\n", "g\r\n", "-1\r\n", "0x1\r\na", " 1\r\na", "1 \r\na", "1\na\r\n", "1\r\nab\r\n", "1\r\na\n", "1\r\na\rb",
        "1 a\r\na", "1;a\x01\r\na", "1;a\rb\r\na", "00000000000000001\r\na", "10000000000000000\r\n", "0\r\n\n",
        "0\r\nA : b\r\n\r\n", "0\r\nA: b\n\r\n", "0\r\n folded: b\r\n\r\n"}) {
    EXPECT_EQ(decode(bytes, 100).error(), 400U) << bytes;
  }
}

TEST(Chunked, what_is_too_large_is_refused) {
  EXPECT_EQ(decode("3e9\r\n", 100).error(), 413U);
  EXPECT_EQ(decode("ffffffffffffffff\r\n", 100).error(), 413U);
  EXPECT_EQ(decode("3e8\r\n" + std::string(1'000, 'a') + "\r\n1\r\n", 5'000).error(), 413U);
  EXPECT_EQ(decode("1;" + std::string(2'000, 'a'), 100).error(), 400U);
  std::string many;
  for (int i = 0; i < 30; ++i) many += "1;" + std::string(900, 'a') + "\r\nx\r\n";
  EXPECT_EQ(decode(many, 100'000).error(), 400U);
  EXPECT_EQ(decode("0\r\nA: " + std::string(9'000, 'a'), 100).error(), 431U);
}

}  // namespace
}  // namespace plaza::http
