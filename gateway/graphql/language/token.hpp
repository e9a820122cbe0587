#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/graphql/language/ast.hpp"

namespace plaza::graphql {

enum class TokenKind : std::uint8_t {
  start,
  end,
  bang,
  dollar,
  ampersand,
  left_parenthesis,
  right_parenthesis,
  spread,
  colon,
  equals,
  at,
  left_bracket,
  right_bracket,
  left_brace,
  pipe,
  right_brace,
  name,
  integer,
  floating,
  string,
  block_string,
  failed,  // what came was no token; nothing follows
};

struct Token {
  TokenKind kind = TokenKind::start;
  Offset begin = 0;
  Offset end = 0;
  // A name or a number as it stands; the content of a string.
  std::string_view text{};
};

}  // namespace plaza::graphql
