#include "gateway/graphql/language/parser.hpp"

#include <fmt/format.h>

#include "gateway/graphql/language/document_parser.hpp"
#include "gateway/graphql/language/utf8.hpp"

namespace plaza::graphql {
namespace {

// Nodes of a document take about so many bytes for each of its own.
constexpr std::size_t arena_bytes_per_byte = 8;
constexpr std::size_t arena_bytes_min = 2048;

}  // namespace

std::expected<std::unique_ptr<Document>, SyntaxError> parse(std::string_view source, const ParseLimits& limits) {
  if (source.size() > limits.bytes_max) {
    return std::unexpected(SyntaxError{
        .message = fmt::format("Syntax Error: Document is longer than {} bytes. Parsing aborted.", limits.bytes_max),
        .at = 0,
        .limit = "bytes_max"});
  }
  if (const auto at = first_invalid_utf8(source); at != std::string_view::npos) {
    return std::unexpected(
        SyntaxError{.message = "Syntax Error: Document is not valid UTF-8.", .at = static_cast<Offset>(at)});
  }
  auto document = std::make_unique<Document>();
  document->arena = Arena(arena_bytes_min + arena_bytes_per_byte * source.size());
  document->source = document->arena.copy(source);
  DocumentParser parser(*document, limits);
  parser.parse();
  if (parser.failed()) return std::unexpected(parser.error());
  return document;
}

std::expected<const Value*, SyntaxError> parse_constant(std::string_view source, Arena& arena) {
  const ParseLimits limits;
  ParserCore parser(arena.copy(source), arena, limits);
  parser.advance();
  const auto* const value = parser.value(true);
  parser.expect(TokenKind::end);
  if (parser.failed()) return std::unexpected(parser.error());
  return value;
}

void DocumentParser::parse() {
  advance();
  do {
    definition();
  } while (!failed() && !at(TokenKind::end));
}

void DocumentParser::definition() {
  if (at(TokenKind::left_brace)) return shorthand_query();
  const bool described = at_description();
  const auto keyword = described ? look_ahead() : token_;
  if (described && keyword.kind == TokenKind::left_brace) {
    return fail(token_.begin, "Unexpected description, descriptions are not supported on shorthand queries.");
  }
  if (keyword.kind != TokenKind::name) {
    if (described && keyword.kind != TokenKind::failed) return fail_unexpected(keyword);
    if (described) advance();
    return fail_unexpected(token_);
  }
  if (keyword.text == "query") return operation(OperationKind::query);
  if (keyword.text == "mutation") return operation(OperationKind::mutation);
  if (keyword.text == "subscription") return operation(OperationKind::subscription);
  if (keyword.text == "fragment") return fragment();
  if (type_system_definition(keyword.text)) return;
  if (described) {
    return fail(token_.begin, "Unexpected description, only GraphQL definitions support descriptions.");
  }
  if (!type_system_extension()) fail_unexpected(keyword);
}

void DocumentParser::shorthand_query() {
  Operation operation{.at = token_.begin};
  operation.selections = selection_set();
  document_.operations.push_back(operation);
}

void DocumentParser::operation(OperationKind kind) {
  Operation operation{.kind = kind, .at = token_.begin};
  operation.description = description();
  advance();
  if (at(TokenKind::name)) operation.name = name();
  operation.variables = variables();
  operation.directives = directives(false);
  operation.selections = selection_set();
  document_.operations.push_back(operation);
}

void DocumentParser::fragment() {
  Fragment fragment{.at = token_.begin, .index = static_cast<std::uint32_t>(document_.fragments.size())};
  fragment.description = description();
  advance();
  fragment.name = fragment_name();
  expect_keyword("on");
  fragment.type_condition = name();
  fragment.directives = directives(false);
  fragment.selections = selection_set();
  document_.fragments.push_back(fragment);
}

const VariableDefinition* DocumentParser::variables() {
  ListBuilder<VariableDefinition> list;
  optional_many(TokenKind::left_parenthesis, TokenKind::right_parenthesis, [&] {
    auto* const variable = arena_.make<VariableDefinition>(token_.begin);
    variable->description = description();
    expect(TokenKind::dollar);
    variable->name = name();
    expect(TokenKind::colon);
    variable->type = type_reference();
    if (take(TokenKind::equals)) variable->default_value = value(true);
    variable->directives = directives(true);
    list.add(variable);
  });
  return list.first();
}

const SelectionSet* DocumentParser::selection_set() {
  auto* const set = arena_.make<SelectionSet>(token_.begin, document_.selection_sets++);
  ListBuilder<Selection> list;
  many(TokenKind::left_brace, TokenKind::right_brace, [&] { list.add(selection()); });
  set->first = list.first();
  return set;
}

Selection* DocumentParser::selection() {
  return at(TokenKind::spread) ? spread() : field();
}

Selection* DocumentParser::field() {
  auto* const field = arena_.make<Selection>(SelectionKind::field, token_.begin);
  field->name = name();
  if (take(TokenKind::colon)) {
    field->alias = field->name;
    field->name = name();
  }
  if (at(TokenKind::left_parenthesis)) field->arguments = arguments(false);
  if (at(TokenKind::at)) field->directives = directives(false);
  if (at(TokenKind::left_brace)) field->selections = selection_set();
  return field;
}

Selection* DocumentParser::spread() {
  const auto begin = token_.begin;
  advance();
  const bool conditional = take_keyword("on");
  if (!conditional && at(TokenKind::name)) {
    auto* const spread = arena_.make<Selection>(SelectionKind::spread, begin);
    spread->name = fragment_name();
    spread->directives = directives(false);
    return spread;
  }
  auto* const fragment = arena_.make<Selection>(SelectionKind::inline_fragment, begin);
  if (conditional) fragment->type_condition = name();
  fragment->directives = directives(false);
  fragment->selections = selection_set();
  return fragment;
}

Name DocumentParser::fragment_name() {
  if (at_keyword("on")) fail_unexpected(token_);
  return name();
}

}  // namespace plaza::graphql
