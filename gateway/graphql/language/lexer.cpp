#include "gateway/graphql/language/lexer.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "gateway/graphql/language/string_value.hpp"
#include "gateway/graphql/language/utf8.hpp"

namespace plaza::graphql {
namespace {

enum class Class : std::uint8_t { other, ignored, comment, name, digit, minus, quote, dot, punctuator };

constexpr auto classes = [] {
  std::array<Class, 256> table{};
  const auto set = [&](std::string_view characters, Class what) {
    for (const char c : characters) table[static_cast<unsigned char>(c)] = what;
  };
  set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", Class::name);
  set("0123456789", Class::digit);
  set(" \t\n\r,", Class::ignored);
  set("!$&():=@[]{|}", Class::punctuator);
  set("#", Class::comment);
  set("-", Class::minus);
  set("\"", Class::quote);
  set(".", Class::dot);
  return table;
}();

constexpr Class class_of(char c) {
  return classes[static_cast<unsigned char>(c)];
}

constexpr bool continues_name(char c) {
  return class_of(c) == Class::name || class_of(c) == Class::digit;
}

constexpr auto punctuators = [] {
  std::array<TokenKind, 128> table{};
  table['!'] = TokenKind::bang;
  table['$'] = TokenKind::dollar;
  table['&'] = TokenKind::ampersand;
  table['('] = TokenKind::left_parenthesis;
  table[')'] = TokenKind::right_parenthesis;
  table[':'] = TokenKind::colon;
  table['='] = TokenKind::equals;
  table['@'] = TokenKind::at;
  table['['] = TokenKind::left_bracket;
  table[']'] = TokenKind::right_bracket;
  table['{'] = TokenKind::left_brace;
  table['|'] = TokenKind::pipe;
  table['}'] = TokenKind::right_brace;
  return table;
}();

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view triple_quote = "\"\"\"";

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

Token Lexer::next() {
  if (!error_.empty()) return {.kind = TokenKind::failed, .begin = error_at_, .end = error_at_};
  skip_ignored();
  if (at_ >= source_.size()) return take(TokenKind::end, 0);
  const char c = source_[at_];
  switch (class_of(c)) {
    case Class::name:
      return name();
    case Class::punctuator:
      return take(punctuators[static_cast<unsigned char>(c)], 1);
    case Class::digit:
    case Class::minus:
      return number();
    case Class::quote:
      return source_.substr(at_, 3) == triple_quote ? block_string() : string();
    case Class::dot:
      if (source_.substr(at_, 3) == "...") return take(TokenKind::spread, 3);
      return unexpected_character();
    default:
      return unexpected_character();
  }
}

void Lexer::skip_ignored() {
  while (at_ < source_.size()) {
    const char c = source_[at_];
    if (class_of(c) == Class::ignored) {
      ++at_;
    } else if (c == '#') {
      skip_comment();
    } else if (c == byte_order_mark[0] && source_.substr(at_, 3) == byte_order_mark) {
      at_ += byte_order_mark.size();
    } else {
      return;
    }
  }
}

void Lexer::skip_comment() {
  while (at_ < source_.size() && !ends_line(source_[at_])) ++at_;
}

Token Lexer::take(TokenKind kind, std::size_t bytes) {
  const auto begin = static_cast<Offset>(at_);
  at_ += bytes;
  return {.kind = kind, .begin = begin, .end = static_cast<Offset>(at_), .text = source_.substr(begin, bytes)};
}

Token Lexer::name() {
  std::size_t end = at_ + 1;
  while (end < source_.size() && continues_name(source_[end])) ++end;
  return take(TokenKind::name, end - at_);
}

bool Lexer::digits(std::size_t& at) {
  if (class_of(look(at)) != Class::digit) {
    fail(at, fmt::format("Invalid number, expected digit but got: {}.", describe_character(at)));
    return false;
  }
  while (class_of(look(at)) == Class::digit) ++at;
  return true;
}

Token Lexer::number() {
  const Token failed{.kind = TokenKind::failed, .begin = static_cast<Offset>(at_), .end = static_cast<Offset>(at_)};
  auto at = at_;
  auto kind = TokenKind::integer;
  if (look(at) == '-') ++at;
  if (look(at) == '0') {
    ++at;
    if (class_of(look(at)) == Class::digit) {
      return fail(at, fmt::format("Invalid number, unexpected digit after 0: {}.", describe_character(at)));
    }
  } else if (!digits(at)) {
    return failed;
  }
  if (look(at) == '.') {
    kind = TokenKind::floating;
    if (!digits(++at)) return failed;
  }
  if (look(at) == 'e' || look(at) == 'E') {
    kind = TokenKind::floating;
    ++at;
    if (look(at) == '+' || look(at) == '-') ++at;
    if (!digits(at)) return failed;
  }
  if (look(at) == '.' || class_of(look(at)) == Class::name) {
    return fail(at, fmt::format("Invalid number, expected digit but got: {}.", describe_character(at)));
  }
  return take(kind, at - at_);
}

Token Lexer::string() {
  const auto begin = at_ + 1;
  auto at = begin;
  while (at < source_.size() && !ends_line(source_[at])) {
    if (source_[at] == '"') {
      auto token = take(TokenKind::string, at + 1 - at_);
      token.text = source_.substr(begin, at - begin);
      return token;
    }
    if (source_[at] == '\\') return escaped_string(at);
    ++at;
  }
  return fail(at, "Unterminated string.");
}

// A string with escapes, the first of which is at `at`.
Token Lexer::escaped_string(std::size_t at) {
  const auto begin = at_ + 1;
  std::string value(source_.substr(begin, at - begin));
  while (at < source_.size() && !ends_line(source_[at])) {
    if (source_[at] == '"') {
      auto token = take(TokenKind::string, at + 1 - at_);
      token.text = arena_->copy(value);
      return token;
    }
    if (source_[at] != '\\') {
      value += source_[at++];
      continue;
    }
    const auto escape = read_escape(source_.substr(at));
    if (escape.bytes == 0) {
      const auto shown = utf16_prefix(source_.substr(at), escape.complain_units);
      return fail(at,
                  fmt::format("Invalid {} escape sequence: \"{}\".", escape.unicode ? "Unicode" : "character", shown));
    }
    append_utf8(value, escape.code);
    at += escape.bytes;
  }
  return fail(at, "Unterminated string.");
}

Token Lexer::block_string() {
  const auto begin = at_ + triple_quote.size();
  for (auto at = begin; at < source_.size(); ++at) {
    if (source_[at] == '\\' && source_.substr(at + 1, 3) == triple_quote) {
      at += triple_quote.size();
    } else if (source_[at] == '"' && source_.substr(at, 3) == triple_quote) {
      auto token = take(TokenKind::block_string, at + triple_quote.size() - at_);
      token.text = block_string_value(source_.substr(begin, at - begin), *arena_);
      return token;
    }
  }
  return fail(source_.size(), "Unterminated string.");
}

Token Lexer::fail(std::size_t at, std::string message) {
  error_ = std::move(message);
  error_at_ = static_cast<Offset>(at);
  return {.kind = TokenKind::failed, .begin = error_at_, .end = error_at_};
}

Token Lexer::unexpected_character() {
  if (source_[at_] == '\'') {
    return fail(at_, "Unexpected single quote character ('), did you mean to use a double quote (\")?");
  }
  return fail(at_, fmt::format("Unexpected character: {}.", describe_character(at_)));
}

std::string Lexer::describe_character(std::size_t at) const {
  if (at >= source_.size()) return "<EOF>";
  const auto code = character_at(source_, at).code;
  if (code == U'"') return "'\"'";
  if (code >= 0x20 && code <= 0x7E) return fmt::format("\"{}\"", static_cast<char>(code));
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>(code));
}

}  // namespace plaza::graphql
