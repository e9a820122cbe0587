#include "platform/redis/reply_reader.hpp"

#include <gtest/gtest.h>

namespace plaza::redis {
namespace {

Result<void> feed(ReplyReader& reader, std::string_view text) {
  return reader.feed({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Reply read(std::string_view text) {
  ReplyReader reader(1'024);
  EXPECT_TRUE(feed(reader, text));
  auto reply = reader.next();
  EXPECT_TRUE(reply && *reply);
  return reply && *reply ? std::move(**reply) : Reply();
}

TEST(ReplyReader, every_kind_of_reply_is_read_as_what_it_is) {
  EXPECT_EQ(read("+OK\r\n").text(), "OK");
  EXPECT_EQ(read(":-42\r\n").number(), -42);
  EXPECT_EQ(read("$5\r\na\r\nbc\r\n").text(), "a\r\nbc");
  EXPECT_TRUE(read("$-1\r\n").nil());
  EXPECT_TRUE(read("*-1\r\n").nil());
  EXPECT_EQ(*read("-OOM no room\r\n").refusal(), "OOM no room");
}

TEST(ReplyReader, lists_hold_lists_and_errors) {
  const auto reply = read("*3\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR no\r\n");
  ASSERT_EQ(reply.list().size(), 3U);
  EXPECT_EQ(reply.list()[0].number(), 1);
  ASSERT_EQ(reply.list()[1].list().size(), 2U);
  EXPECT_EQ(reply.list()[1].list()[0].text(), "a");
  EXPECT_TRUE(reply.list()[1].list()[1].nil());
  EXPECT_EQ(*reply.list()[2].refusal(), "ERR no");
}

TEST(ReplyReader, a_reply_that_is_read_as_something_else_gives_nothing) {
  const auto number = read(":1\r\n");
  EXPECT_FALSE(number.text());
  EXPECT_TRUE(number.list().empty());
  EXPECT_EQ(number.refusal(), nullptr);
  EXPECT_FALSE(read("+1\r\n").number());
}

TEST(ReplyReader, replies_come_one_by_one_however_their_bytes_are_cut) {
  constexpr std::string_view text = "*2\r\n$3\r\nfoo\r\n:7\r\n+OK\r\n";
  ReplyReader reader(1'024);
  std::vector<Reply> all;
  for (const char byte : text) {
    ASSERT_TRUE(feed(reader, {&byte, 1}));
    auto reply = reader.next();
    ASSERT_TRUE(reply);
    if (*reply) all.push_back(std::move(**reply));
  }
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].list()[1].number(), 7);
  EXPECT_EQ(all[1].text(), "OK");
}

TEST(ReplyReader, what_is_no_reply_is_an_error) {
  ReplyReader reader(1'024);
  ASSERT_TRUE(feed(reader, "HTTP/1.1 400 Bad Request\r\n"));
  const auto reply = reader.next();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::unavailable);
}

TEST(ReplyReader, a_reply_without_end_is_refused_at_its_limit) {
  ReplyReader reader(64);
  ASSERT_TRUE(feed(reader, "$1000\r\n"));
  EXPECT_FALSE(feed(reader, std::string(100, 'a')));
}

TEST(ReplyReader, a_list_that_claims_too_many_elements_is_refused_before_it_costs_memory) {
  ReplyReader reader(1'024);
  ASSERT_TRUE(feed(reader, "*2000000000\r\n"));
  EXPECT_FALSE(reader.next());
}

}  // namespace
}  // namespace plaza::redis
