// The half of the grammar that defines types (September 2025, 3).
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "gateway/graphql/language/document_parser.hpp"

namespace plaza::graphql {
namespace {

struct Keyword {
  std::string_view text;
  DefinitionKind kind;
};

constexpr std::array keywords{
    Keyword{"schema", DefinitionKind::schema},    Keyword{"scalar", DefinitionKind::scalar},
    Keyword{"type", DefinitionKind::object},      Keyword{"interface", DefinitionKind::interface},
    Keyword{"union", DefinitionKind::union_type}, Keyword{"enum", DefinitionKind::enumeration},
    Keyword{"input", DefinitionKind::input},      Keyword{"directive", DefinitionKind::directive}};

constexpr std::array<std::string_view, 19> directive_locations{"QUERY",
                                                               "MUTATION",
                                                               "SUBSCRIPTION",
                                                               "FIELD",
                                                               "FRAGMENT_DEFINITION",
                                                               "FRAGMENT_SPREAD",
                                                               "INLINE_FRAGMENT",
                                                               "VARIABLE_DEFINITION",
                                                               "SCHEMA",
                                                               "SCALAR",
                                                               "OBJECT",
                                                               "FIELD_DEFINITION",
                                                               "ARGUMENT_DEFINITION",
                                                               "INTERFACE",
                                                               "UNION",
                                                               "ENUM",
                                                               "ENUM_VALUE",
                                                               "INPUT_OBJECT",
                                                               "INPUT_FIELD_DEFINITION"};

std::optional<DefinitionKind> kind_of(std::string_view keyword) {
  const auto* const found = std::ranges::find(keywords, keyword, &Keyword::text);
  return found == keywords.end() ? std::nullopt : std::optional(found->kind);
}

bool says_nothing(const TypeSystemDefinition& extension) {
  return extension.directives == nullptr && extension.interfaces == nullptr && extension.fields == nullptr &&
         extension.inputs == nullptr && extension.values == nullptr && extension.members == nullptr &&
         extension.operations == nullptr;
}

}  // namespace

TypeSystemDefinition& DocumentParser::begin_definition(DefinitionKind kind, Offset at, const Value* description) {
  auto& definition = document_.type_system.emplace_back();
  definition.kind = kind;
  definition.at = at;
  definition.description = description;
  return definition;
}

bool DocumentParser::type_system_definition(std::string_view keyword) {
  const auto kind = kind_of(keyword);
  if (!kind) return false;
  const auto begin = token_.begin;
  auto& definition = begin_definition(*kind, begin, description());
  advance();
  body(definition);
  return true;
}

bool DocumentParser::type_system_extension() {
  if (!at_keyword("extend")) return false;
  const auto begin = token_.begin;
  const auto keyword = look_ahead();
  const auto kind = kind_of(keyword.text);
  if (keyword.kind != TokenKind::name || !kind || kind == DefinitionKind::directive) {
    if (keyword.kind == TokenKind::failed) advance();
    fail_unexpected(keyword);
    return true;
  }
  advance();
  advance();
  auto& extension = begin_definition(*kind, begin, nullptr);
  extension.extension = true;
  body(extension);
  if (!failed() && says_nothing(extension)) fail_unexpected(token_);
  return true;
}

// What follows the keyword.
void DocumentParser::body(TypeSystemDefinition& definition) {
  switch (definition.kind) {
    case DefinitionKind::schema:
      return schema(definition);
    case DefinitionKind::scalar:
      definition.name = name();
      definition.directives = directives(true);
      return;
    case DefinitionKind::object:
    case DefinitionKind::interface:
      return object(definition);
    case DefinitionKind::union_type:
      return union_type(definition);
    case DefinitionKind::enumeration:
      return enumeration(definition);
    case DefinitionKind::input:
      return input(definition);
    case DefinitionKind::directive:
      return directive(definition);
  }
}

void DocumentParser::schema(TypeSystemDefinition& definition) {
  definition.directives = directives(true);
  ListBuilder<OperationTypeDefinition> list;
  const auto item = [&] {
    const auto keyword = token_;
    expect(TokenKind::name);
    auto kind = OperationKind::query;
    if (keyword.text == "mutation") kind = OperationKind::mutation;
    if (keyword.text == "subscription") kind = OperationKind::subscription;
    if (kind == OperationKind::query && keyword.text != "query") fail_unexpected(keyword);
    expect(TokenKind::colon);
    list.add(arena_.make<OperationTypeDefinition>(kind, name()));
  };
  if (definition.extension) {
    optional_many(TokenKind::left_brace, TokenKind::right_brace, item);
  } else {
    many(TokenKind::left_brace, TokenKind::right_brace, item);
  }
  definition.operations = list.first();
}

const NamedItem* DocumentParser::interfaces() {
  ListBuilder<NamedItem> list;
  if (take_keyword("implements")) {
    delimited(TokenKind::ampersand, [&] { list.add(arena_.make<NamedItem>(name())); });
  }
  return list.first();
}

void DocumentParser::object(TypeSystemDefinition& definition) {
  definition.name = name();
  definition.interfaces = interfaces();
  definition.directives = directives(true);
  definition.fields = fields();
}

const FieldDefinition* DocumentParser::fields() {
  ListBuilder<FieldDefinition> list;
  optional_many(TokenKind::left_brace, TokenKind::right_brace, [&] {
    auto* const field = arena_.make<FieldDefinition>();
    field->description = description();
    field->name = name();
    field->arguments = input_values(TokenKind::left_parenthesis, TokenKind::right_parenthesis);
    expect(TokenKind::colon);
    field->type = type_reference();
    field->directives = directives(true);
    list.add(field);
  });
  return list.first();
}

const InputValueDefinition* DocumentParser::input_values(TokenKind open, TokenKind close) {
  ListBuilder<InputValueDefinition> list;
  optional_many(open, close, [&] {
    auto* const input = arena_.make<InputValueDefinition>();
    input->description = description();
    input->name = name();
    expect(TokenKind::colon);
    input->type = type_reference();
    if (take(TokenKind::equals)) input->default_value = value(true);
    input->directives = directives(true);
    list.add(input);
  });
  return list.first();
}

void DocumentParser::union_type(TypeSystemDefinition& definition) {
  definition.name = name();
  definition.directives = directives(true);
  ListBuilder<NamedItem> list;
  if (take(TokenKind::equals)) {
    delimited(TokenKind::pipe, [&] { list.add(arena_.make<NamedItem>(name())); });
  }
  definition.members = list.first();
}

void DocumentParser::enumeration(TypeSystemDefinition& definition) {
  definition.name = name();
  definition.directives = directives(true);
  ListBuilder<EnumValueDefinition> list;
  optional_many(TokenKind::left_brace, TokenKind::right_brace, [&] {
    auto* const value = arena_.make<EnumValueDefinition>();
    value->description = description();
    if (at_keyword("true") || at_keyword("false") || at_keyword("null")) {
      fail(token_.begin, fmt::format("Name \"{}\" is reserved and cannot be used for an enum value.", token_.text));
    }
    value->name = name();
    value->directives = directives(true);
    list.add(value);
  });
  definition.values = list.first();
}

void DocumentParser::input(TypeSystemDefinition& definition) {
  definition.name = name();
  definition.directives = directives(true);
  definition.inputs = input_values(TokenKind::left_brace, TokenKind::right_brace);
}

void DocumentParser::directive(TypeSystemDefinition& definition) {
  expect(TokenKind::at);
  definition.name = name();
  definition.inputs = input_values(TokenKind::left_parenthesis, TokenKind::right_parenthesis);
  definition.repeatable = take_keyword("repeatable");
  expect_keyword("on");
  ListBuilder<NamedItem> list;
  delimited(TokenKind::pipe, [&] {
    const auto token = token_;
    list.add(arena_.make<NamedItem>(name()));
    if (!failed() && !std::ranges::count(directive_locations, token.text)) fail_unexpected(token);
  });
  definition.members = list.first();
}

}  // namespace plaza::graphql
