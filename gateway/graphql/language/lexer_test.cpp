#include "gateway/graphql/language/lexer.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace plaza::graphql {
namespace {

std::vector<Token> tokens(std::string_view source, Arena& arena) {
  Lexer lexer(source, arena);
  std::vector<Token> all;
  do {
    all.push_back(lexer.next());
  } while (all.back().kind != TokenKind::end && all.back().kind != TokenKind::failed);
  return all;
}

// The one token of a source.
Token only(std::string_view source, Arena& arena) {
  return Lexer(source, arena).next();
}

std::string complaint(std::string_view source) {
  Arena arena;
  Lexer lexer(source, arena);
  for (auto token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind == TokenKind::failed) return std::to_string(lexer.error_at()) + ": " + lexer.error();
  }
  return "";
}

TEST(Lexer, blanks_commas_comments_and_byte_order_marks_mean_nothing) {
  Arena arena;
  const auto all = tokens("\xEF\xBB\xBF ,,\t# a comment \"with\" { anything\r\n name # the end", arena);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].text, "name");
}

TEST(Lexer, every_punctuator_is_a_token) {
  Arena arena;
  const auto all = tokens("! $ & ( ) ... : = @ [ ] { | }", arena);
  ASSERT_EQ(all.size(), 15U);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all[i].kind), static_cast<std::size_t>(TokenKind::bang) + i);
  }
}

TEST(Lexer, numbers_are_kept_as_written) {
  Arena arena;
  EXPECT_EQ(only("-0", arena).kind, TokenKind::integer);
  EXPECT_EQ(only("4123", arena).text, "4123");
  EXPECT_EQ(only("-1.5e+10", arena).kind, TokenKind::floating);
  EXPECT_EQ(only("1E5", arena).text, "1E5");
}

TEST(Lexer, malformed_numbers_are_told_where_they_go_wrong) {
  EXPECT_EQ(complaint("01"), "1: Invalid number, unexpected digit after 0: \"1\".");
  EXPECT_EQ(complaint("+1"), "0: Unexpected character: \"+\".");
  EXPECT_EQ(complaint("1."), "2: Invalid number, expected digit but got: <EOF>.");
  EXPECT_EQ(complaint("1.e1"), "2: Invalid number, expected digit but got: \"e\".");
  EXPECT_EQ(complaint("1.A"), "2: Invalid number, expected digit but got: \"A\".");
  EXPECT_EQ(complaint("-A"), "1: Invalid number, expected digit but got: \"A\".");
  EXPECT_EQ(complaint("1.2.3"), "3: Invalid number, expected digit but got: \".\".");
  EXPECT_EQ(complaint("0xF1"), "1: Invalid number, expected digit but got: \"x\".");
}

TEST(Lexer, strings_resolve_their_escapes) {
  Arena arena;
  EXPECT_EQ(only(R"("simple")", arena).text, "simple");
  EXPECT_EQ(only(R"("\" \\ \/ \b \f \n \r \t")", arena).text, "\" \\ / \b \f \n \r \t");
  EXPECT_EQ(only(R"("\u1234\u{5678}\u{90AB}")", arena).text, "\xE1\x88\xB4\xE5\x99\xB8\xE9\x82\xAB");
  EXPECT_EQ(only(R"("\u{1F600} \uD83D\uDE00")", arena).text, "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80");
  EXPECT_EQ(only(R"("\u{00000061}")", arena).text, "a");
}

TEST(Lexer, broken_strings_are_refused) {
  EXPECT_EQ(complaint("\""), "1: Unterminated string.");
  EXPECT_EQ(complaint("\"no end\n\""), "7: Unterminated string.");
  EXPECT_EQ(complaint("'single'"),
            "0: Unexpected single quote character ('), did you mean to use a double quote (\")?");
  EXPECT_EQ(complaint(R"("bad \z")"), "5: Invalid character escape sequence: \"\\z\".");
  EXPECT_EQ(complaint(R"("bad \u1 esc")"), "5: Invalid Unicode escape sequence: \"\\u1 es\".");
  EXPECT_EQ(complaint(R"("bad \uD835")"), "5: Invalid Unicode escape sequence: \"\\uD835\".");
  EXPECT_EQ(complaint(R"("bad \uDE00")"), "5: Invalid Unicode escape sequence: \"\\uDE00\".");
  EXPECT_EQ(complaint(R"("bad \u{}")"), "5: Invalid Unicode escape sequence: \"\\u{}\".");
  EXPECT_EQ(complaint(R"("bad \u{110000}")"), "5: Invalid Unicode escape sequence: \"\\u{110000}\".");
  EXPECT_EQ(complaint(R"("bad \u{D83D}\u{DE00}")"), "5: Invalid Unicode escape sequence: \"\\u{D83D}\".");
  EXPECT_EQ(complaint(R"("bad \u{FFFFFFFF}")"), "5: Invalid Unicode escape sequence: \"\\u{FFFFFFFF\".");
}

TEST(Lexer, block_strings_lose_what_their_lines_share) {
  Arena arena;
  EXPECT_EQ(only("\"\"\"\n\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n  \"\"\"", arena).text,
            "Hello,\n  World!\n\nYours,\n  GraphQL.");
  EXPECT_EQ(only("\"\"\"contains \\\"\"\" triple quotes\"\"\"", arena).text, "contains \"\"\" triple quotes");
  EXPECT_EQ(only("\"\"\"unescaped \\n\\r\\b\\t\\f\\u1234\"\"\"", arena).text, "unescaped \\n\\r\\b\\t\\f\\u1234");
  EXPECT_EQ(only("\"\"\"a\r\nb\rc\"\"\"", arena).text, "a\nb\nc");
  EXPECT_EQ(only("\"\"\"  \n \t \"\"\"", arena).text, "");
}

TEST(Lexer, characters_outside_the_language_are_named) {
  EXPECT_EQ(complaint("?"), "0: Unexpected character: \"?\".");
  EXPECT_EQ(complaint(".."), "0: Unexpected character: \".\".");
  EXPECT_EQ(complaint(std::string_view("\0", 1)), "0: Unexpected character: U+0000.");
  EXPECT_EQ(complaint("\xE2\x80\x8B"), "0: Unexpected character: U+200B.");
  EXPECT_EQ(complaint("\xF0\x9F\x98\x80"), "0: Unexpected character: U+1F600.");
}

}  // namespace
}  // namespace plaza::graphql
