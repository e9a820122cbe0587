#include "gateway/graphql/language/parser_core.hpp"

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

std::string_view kind_text(TokenKind kind) {
  switch (kind) {
    case TokenKind::start:
      return "<SOF>";
    case TokenKind::end:
      return "<EOF>";
    case TokenKind::bang:
      return "\"!\"";
    case TokenKind::dollar:
      return "\"$\"";
    case TokenKind::ampersand:
      return "\"&\"";
    case TokenKind::left_parenthesis:
      return "\"(\"";
    case TokenKind::right_parenthesis:
      return "\")\"";
    case TokenKind::spread:
      return "\"...\"";
    case TokenKind::colon:
      return "\":\"";
    case TokenKind::equals:
      return "\"=\"";
    case TokenKind::at:
      return "\"@\"";
    case TokenKind::left_bracket:
      return "\"[\"";
    case TokenKind::right_bracket:
      return "\"]\"";
    case TokenKind::left_brace:
      return "\"{\"";
    case TokenKind::pipe:
      return "\"|\"";
    case TokenKind::right_brace:
      return "\"}\"";
    case TokenKind::name:
      return "Name";
    case TokenKind::integer:
      return "Int";
    case TokenKind::floating:
      return "Float";
    case TokenKind::string:
      return "String";
    case TokenKind::block_string:
      return "BlockString";
    case TokenKind::failed:
      break;
  }
  return "nothing";
}

std::string describe(const Token& token) {
  const bool has_text = token.kind >= TokenKind::name;
  return has_text ? fmt::format("{} \"{}\"", kind_text(token.kind), token.text) : std::string(kind_text(token.kind));
}

}  // namespace

void ParserCore::advance() {
  if (failed()) return;
  token_ = lexer_.next();
  if (at(TokenKind::failed)) {
    fail(lexer_.error_at(), lexer_.error());
  } else if (!at(TokenKind::end) && ++tokens_ > limits_.tokens_max) {
    fail(token_.begin, fmt::format("Document contains more than {} tokens. Parsing aborted.", limits_.tokens_max),
         "tokens_max");
  }
}

bool ParserCore::take(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

bool ParserCore::take_keyword(std::string_view word) {
  if (!at_keyword(word)) return false;
  advance();
  return true;
}

void ParserCore::expect(TokenKind kind) {
  if (!take(kind) && !failed()) {
    fail(token_.begin, fmt::format("Expected {}, found {}.", kind_text(kind), describe(token_)));
  }
}

void ParserCore::expect_keyword(std::string_view word) {
  if (!take_keyword(word) && !failed()) {
    fail(token_.begin, fmt::format("Expected \"{}\", found {}.", word, describe(token_)));
  }
}

void ParserCore::fail(Offset at, std::string message, std::string_view limit) {
  if (failed()) return;
  error_ = {.message = "Syntax Error: " + std::move(message), .at = at, .limit = limit};
  token_ = {.kind = TokenKind::failed, .begin = at, .end = at};
}

void ParserCore::fail_unexpected(const Token& token) {
  if (token.kind == TokenKind::failed) return advance();  // what was seen ahead fails when it is reached
  fail(token.begin, fmt::format("Unexpected {}.", describe(token)));
}

void ParserCore::fail_too_deep() {
  fail(token_.begin, fmt::format("Document nests more than {} levels deep. Parsing aborted.", limits_.nesting_max),
       "nesting_max");
}

Token ParserCore::look_ahead() const {
  auto lexer = lexer_;
  return lexer.next();
}

Name ParserCore::name() {
  const Name name{.text = token_.text, .at = token_.begin};
  expect(TokenKind::name);
  return name;
}

const Value* ParserCore::value(bool constant) {
  return value_node(constant);
}

Value* ParserCore::value_node(bool constant) {
  const auto token = token_;
  switch (token.kind) {
    case TokenKind::left_bracket: {
      auto* const list = arena_.make<Value>(ValueKind::list, false, token.begin);
      const Nesting nesting(*this);
      advance();
      ListBuilder<Value> items;
      while (!failed() && !take(TokenKind::right_bracket)) items.add(value_node(constant));
      list->first = items.first();
      return list;
    }
    case TokenKind::left_brace: {
      auto* const object = arena_.make<Value>(ValueKind::object, false, token.begin);
      const Nesting nesting(*this);
      advance();
      ListBuilder<Value> fields;
      while (!failed() && !take(TokenKind::right_brace)) {
        const auto field = name();
        expect(TokenKind::colon);
        auto* const node = value_node(constant);
        node->field = field;
        fields.add(node);
      }
      object->first = fields.first();
      return object;
    }
    case TokenKind::integer:
      advance();
      return arena_.make<Value>(ValueKind::integer, false, token.begin, token.text);
    case TokenKind::floating:
      advance();
      return arena_.make<Value>(ValueKind::floating, false, token.begin, token.text);
    case TokenKind::string:
    case TokenKind::block_string:
      advance();
      return arena_.make<Value>(ValueKind::string, token.kind == TokenKind::block_string, token.begin, token.text);
    case TokenKind::name:
      return named_value();
    case TokenKind::dollar:
      return variable_value(constant);
    default:
      if (!failed()) fail_unexpected(token);
      return arena_.make<Value>();
  }
}

Value* ParserCore::named_value() {
  const auto token = token_;
  advance();
  auto kind = ValueKind::enumeration;
  if (token.text == "true" || token.text == "false") kind = ValueKind::boolean;
  if (token.text == "null") kind = ValueKind::null;
  return arena_.make<Value>(kind, false, token.begin, token.text);
}

Value* ParserCore::variable_value(bool constant) {
  const auto token = token_;
  advance();
  if (constant) {
    if (at(TokenKind::name)) {
      fail(token.begin, fmt::format("Unexpected variable \"${}\" in constant value.", token_.text));
    } else if (!failed()) {
      fail_unexpected(token);
    }
  }
  const auto variable = name();
  return arena_.make<Value>(ValueKind::variable, false, token.begin, variable.text);
}

const Value* ParserCore::description() {
  return at_description() ? value_node(true) : nullptr;
}

const Argument* ParserCore::arguments(bool constant) {
  ListBuilder<Argument> list;
  optional_many(TokenKind::left_parenthesis, TokenKind::right_parenthesis, [&] {
    auto* const argument = arena_.make<Argument>(name());
    expect(TokenKind::colon);
    argument->value = value(constant);
    list.add(argument);
  });
  return list.first();
}

const Directive* ParserCore::directives(bool constant) {
  ListBuilder<Directive> list;
  while (at(TokenKind::at)) {
    const auto begin = token_.begin;
    advance();
    auto* const directive = arena_.make<Directive>(name(), begin);
    directive->arguments = arguments(constant);
    list.add(directive);
  }
  return list.first();
}

const TypeReference* ParserCore::type_reference() {
  const auto begin = token_.begin;
  TypeReference* type = nullptr;
  if (take(TokenKind::left_bracket)) {
    const Nesting nesting(*this);
    const auto* const item = failed() ? nullptr : type_reference();
    expect(TokenKind::right_bracket);
    type = arena_.make<TypeReference>(TypeReferenceKind::list, begin, Name{}, item);
  } else {
    type = arena_.make<TypeReference>(TypeReferenceKind::named, begin, name());
  }
  if (take(TokenKind::bang)) type = arena_.make<TypeReference>(TypeReferenceKind::non_null, begin, Name{}, type);
  return type;
}

}  // namespace plaza::graphql
