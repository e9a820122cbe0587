#include "gateway/graphql/language/parser.hpp"

#include <gtest/gtest.h>

#include "gateway/graphql/language/location.hpp"
#include "gateway/graphql/language/printer.hpp"

namespace plaza::graphql {
namespace {

std::string reprinted(std::string_view source) {
  const auto document = parse(source);
  return document ? print(**document) : document.error().message;
}

std::string complaint(std::string_view source, const ParseLimits& limits = {}) {
  const auto document = parse(source, limits);
  if (document) return "";
  const auto [line, column] = locate(source, document.error().at);
  return std::to_string(line) + ":" + std::to_string(column) + " " + document.error().message;
}

std::string nested(std::size_t levels, std::string_view open, std::string_view close) {
  std::string text = "{ f(a: ";
  for (std::size_t i = 0; i < levels; ++i) text += open;
  for (std::size_t i = 0; i < levels; ++i) text += close;
  return text + ") }";
}

TEST(Parser, all_parts_of_operations_and_fragments_are_read) {
  constexpr std::string_view text = R"("""What it is for"""
query Find(
"how many"
$first: Int = 10 @a
$in: [Filter!]! = [{a: 1, b: [null, true, RED]}]
) @b(x: $first) {
  mine: thing(id: 4, near: {latitude: 1.5, longitude: -2e3}) @include(if: $x) {
    ...Part @skip(if: false)
    ... on Other {
      id
    }
    ... @include(if: true) {
      name
    }
  }
}

fragment Part on Thing @c {
  text(s: "a\"b", t: """block""")
})";
  EXPECT_EQ(reprinted(text), text);
}

TEST(Parser, keywords_are_names_where_names_stand) {
  EXPECT_EQ(complaint("fragment fragment on on { on query: mutation fragment { on } }"), "");
  EXPECT_EQ(complaint("query on { on(on: on) @on ...type }"), "");
  EXPECT_EQ(complaint("{ ...on }"), "1:9 Syntax Error: Expected Name, found \"}\".");
  EXPECT_EQ(complaint("fragment on on on { on }"), "1:10 Syntax Error: Unexpected Name \"on\".");
}

TEST(Parser, a_failure_names_what_stood_there_and_where) {
  EXPECT_EQ(complaint(""), "1:1 Syntax Error: Unexpected <EOF>.");
  EXPECT_EQ(complaint("{"), "1:2 Syntax Error: Expected Name, found <EOF>.");
  EXPECT_EQ(complaint("{}"), "1:2 Syntax Error: Expected Name, found \"}\".");
  EXPECT_EQ(complaint("\n{ a(x: ) }"), "2:8 Syntax Error: Unexpected \")\".");
  EXPECT_EQ(complaint("notAnOperation Foo { field }"), "1:1 Syntax Error: Unexpected Name \"notAnOperation\".");
  EXPECT_EQ(complaint("{ ...MissingOn }\nfragment MissingOn Type"),
            "2:20 Syntax Error: Expected \"on\", found Name \"Type\".");
  EXPECT_EQ(complaint("query Q($x: Complex = { a: { b: [ $var ] } }) { f }"),
            "1:35 Syntax Error: Unexpected variable \"$var\" in constant value.");
  EXPECT_EQ(complaint("\"text\" { a }"),
            "1:1 Syntax Error: Unexpected description, descriptions are not supported on shorthand queries.");
  EXPECT_EQ(complaint("{ a(x: \"\xF0\x9F\x98\x80\" ?) }"), "1:13 Syntax Error: Unexpected character: \"?\".");
}

TEST(Parser, type_definitions_are_part_of_the_language) {
  const auto document = parse(R"(
    schema @a { query: Q mutation: M }
    scalar Time @specifiedBy(url: "x")
    "doc" type Q implements A & B { "field" f(x: Int = 1 @d): [T!]! @deprecated }
    interface A implements B { f: T }
    union U @u = | Q | M
    enum E { RED GREEN @deprecated(reason: "old") }
    input I @oneOf { a: Int b: [I!] = [] }
    directive @d(x: Int) repeatable on FIELD | QUERY
    extend type Q { more: Int }
    extend schema @b)");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ((*document)->type_system.size(), 10U);
  EXPECT_EQ(complaint("extend type Q"), "1:14 Syntax Error: Unexpected <EOF>.");
  EXPECT_EQ(complaint("enum E { true }"),
            "1:10 Syntax Error: Name \"true\" is reserved and cannot be used for an enum value.");
  EXPECT_EQ(complaint("directive @d on INCORRECT"), "1:17 Syntax Error: Unexpected Name \"INCORRECT\".");
}

TEST(Parser, nothing_nests_deeper_than_the_limit) {
  const ParseLimits limits{.nesting_max = 10};
  EXPECT_EQ(complaint(nested(8, "[", "]"), limits), "");
  const auto refusal = std::string("Syntax Error: Document nests more than 10 levels deep. Parsing aborted.");
  EXPECT_NE(complaint(nested(9, "[", "]"), limits).find(refusal), std::string::npos);
  EXPECT_NE(complaint(nested(9'000, "{a:", "}")).find("nests more than 128"), std::string::npos);
  EXPECT_NE(complaint("query($x: " + std::string(9'000, '[') + "Int").find("nests more than 128"), std::string::npos);
  std::string braces;
  for (int i = 0; i < 9'000; ++i) braces += "{a";
  EXPECT_NE(complaint(braces).find("nests more than 128"), std::string::npos);
}

TEST(Parser, tokens_and_bytes_are_limited) {
  EXPECT_EQ(complaint("{ a b c }", {.tokens_max = 5}), "");
  EXPECT_EQ(complaint("{ a b c d }", {.tokens_max = 5}),
            "1:11 Syntax Error: Document contains more than 5 tokens. Parsing aborted.");
  EXPECT_EQ(complaint("{ abcdefgh }", {.bytes_max = 10}),
            "1:1 Syntax Error: Document is longer than 10 bytes. Parsing aborted.");
  EXPECT_EQ(parse("{ a b c d }", {.tokens_max = 5}).error().limit, "tokens_max");
}

TEST(Parser, text_that_is_not_utf8_is_refused) {
  EXPECT_EQ(complaint("{ a(x: \"\xFF\") }"), "1:9 Syntax Error: Document is not valid UTF-8.");
  EXPECT_EQ(complaint("# \xED\xA0\x80\n{ a }"), "1:3 Syntax Error: Document is not valid UTF-8.");
}

TEST(Locate, lines_end_as_the_specification_has_it) {
  constexpr std::string_view source = "a\nb\r\nc\rd";
  EXPECT_EQ(locate(source, 0), (Location{1, 1}));
  EXPECT_EQ(locate(source, 2), (Location{2, 1}));
  EXPECT_EQ(locate(source, 5), (Location{3, 1}));
  EXPECT_EQ(locate(source, 7), (Location{4, 1}));
}

}  // namespace
}  // namespace plaza::graphql
