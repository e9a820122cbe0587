#include "platform/http/message.hpp"

#include <gtest/gtest.h>

#include "platform/http/percent.hpp"

namespace plaza::http {
namespace {

struct RequestTest : ::testing::Test {
  Worker worker{0};
  Request::Message message;
  Request request{worker, message};
};

TEST_F(RequestTest, a_target_has_a_path_and_a_query) {
  struct Case {
    const char* target;
    const char* path;
    const char* query;
  };
  for (const auto& [target, path, query] :
       {Case{"/a/b?c=d?e", "/a/b", "c=d?e"}, Case{"/", "/", ""}, Case{"*", "*", ""}, Case{"http://h:1/a?b", "/a", "b"},
        Case{"http://h", "/", ""}, Case{"http://h?b", "/", "b"}}) {
    message.target(target);
    EXPECT_EQ(request.path(), path) << target;
    EXPECT_EQ(request.query(), query) << target;
  }
}

TEST_F(RequestTest, query_parameters_are_decoded_in_order) {
  message.target("/?first=5&&q=%E5%8F%B0+%2B&empty=&flag&first=6");
  EXPECT_EQ(request.query_parameters().value(),
            (QueryParameters{{"first", "5"}, {"q", "台 +"}, {"empty", ""}, {"flag", ""}, {"first", "6"}}));
}

TEST_F(RequestTest, broken_queries_are_refused) {
  for (const auto* target : {"/?a=%", "/?a=%4x", "/?a=%ff", "/?%00=a"}) {
    message.target(target);
    EXPECT_EQ(request.query_parameters().error().code, Code::invalid_argument) << target;
  }
  std::string many = "/?";
  for (int i = 0; i < 65; ++i) many += "a=b&";
  message.target(many);
  EXPECT_FALSE(request.query_parameters());
}

TEST_F(RequestTest, fields_of_one_name_are_joined) {
  message.insert(Field::if_none_match, "\"a\"");
  message.insert(Field::if_none_match, "\"b\"");
  EXPECT_EQ(request.combined(Field::if_none_match), "\"a\", \"b\"");
  EXPECT_EQ(request.combined(Field::accept), "");
}

TEST(Headers, no_value_can_end_a_field) {
  Headers headers;
  headers.add("X-Name", "a\r\nSet-Cookie: b");
  headers.add("Other", "c");
  EXPECT_EQ(headers.block(), "X-Name: a  Set-Cookie: b\r\nOther: c\r\n");
  EXPECT_EQ(headers.get("OTHER"), "c");
  EXPECT_FALSE(headers.contains("Set-Cookie"));
  headers.remove("x-name");
  EXPECT_EQ(headers.block(), "Other: c\r\n");
}

TEST(Percent, encoding_comes_back) {
  EXPECT_EQ(percent_encode("a b/台"), "a%20b%2F%E5%8F%B0");
  EXPECT_EQ(percent_decode("a%20b%2F%E5%8F%B0").value(), "a b/台");
}

}  // namespace
}  // namespace plaza::http
