#pragma once

#include <string>
#include <string_view>

#include "gateway/graphql/language/arena.hpp"
#include "gateway/graphql/language/token.hpp"

namespace plaza::graphql {

// Takes a source apart, one token at a time. It can be copied to look ahead. The source is valid UTF-8.
class Lexer {
 public:
  // What strings hold once their escapes are resolved goes to the arena.
  Lexer(std::string_view source, Arena& arena) : source_(source), arena_(&arena) {}

  // The next token; after the last one, and after a failure, the same again.
  Token next();

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] Offset error_at() const { return error_at_; }

 private:
  void skip_ignored();
  void skip_comment();
  Token take(TokenKind kind, std::size_t bytes);
  Token name();
  Token number();
  Token string();
  Token escaped_string(std::size_t at);
  Token block_string();
  Token fail(std::size_t at, std::string message);
  Token unexpected_character();

  // Reads the digits that must stand at `at_`; false when there are none.
  bool digits(std::size_t& at);
  [[nodiscard]] char look(std::size_t at) const { return at < source_.size() ? source_[at] : '\0'; }
  [[nodiscard]] std::string describe_character(std::size_t at) const;

  std::string_view source_;
  Arena* arena_;
  std::size_t at_ = 0;
  std::string error_;
  Offset error_at_ = 0;
};

}  // namespace plaza::graphql
