#pragma once

#include <string>
#include <string_view>

#include "gateway/graphql/language/lexer.hpp"
#include "gateway/graphql/language/parser.hpp"

namespace plaza::graphql {

// Appends nodes to a linked list.
template <class Node>
class ListBuilder {
 public:
  void add(Node* node) {
    if (last_ == nullptr) {
      first_ = node;
    } else {
      last_->next = node;
    }
    last_ = node;
  }
  [[nodiscard]] const Node* first() const { return first_; }

 private:
  Node* first_ = nullptr;
  Node* last_ = nullptr;
};

// What both halves of the parser stand on: the present token, expectations, limits, and the parts of the grammar that
// they share. The first failure sticks: from then on no token matches anything, and all loops end.
class ParserCore {
 public:
  ParserCore(std::string_view source, Arena& arena, const ParseLimits& limits)
      : arena_(arena), limits_(limits), lexer_(source, arena) {}

  [[nodiscard]] bool failed() const { return !error_.message.empty(); }
  [[nodiscard]] const SyntaxError& error() const { return error_; }

  void advance();
  [[nodiscard]] bool at(TokenKind kind) const { return token_.kind == kind; }
  [[nodiscard]] bool at_keyword(std::string_view word) const { return at(TokenKind::name) && token_.text == word; }
  bool take(TokenKind kind);
  bool take_keyword(std::string_view word);
  // Fails unless the present token is of this kind, and goes on to the next.
  void expect(TokenKind kind);
  void expect_keyword(std::string_view word);
  void fail(Offset at, std::string message, std::string_view limit = {});
  void fail_unexpected(const Token& token);
  [[nodiscard]] Token look_ahead() const;

  // The items between an opening and a closing token, at least one. The opening one may be missing in optional_many.
  template <class Item>
  void many(TokenKind open, TokenKind close, Item&& item) {
    expect(open);
    const Nesting nesting(*this);
    do {
      item();
    } while (!failed() && !take(close));
  }
  template <class Item>
  void optional_many(TokenKind open, TokenKind close, Item&& item) {
    if (at(open)) many(open, close, item);
  }
  // Items between delimiters, the first of which may be missing.
  template <class Item>
  void delimited(TokenKind delimiter, Item&& item) {
    take(delimiter);
    do {
      item();
    } while (!failed() && take(delimiter));
  }

  Name name();
  const Value* value(bool constant);
  const Value* description();
  [[nodiscard]] bool at_description() const { return at(TokenKind::string) || at(TokenKind::block_string); }
  const Argument* arguments(bool constant);
  const Directive* directives(bool constant);
  const TypeReference* type_reference();

 protected:
  // Counts how deep the parser is inside braces and brackets.
  class Nesting {
   public:
    explicit Nesting(ParserCore& parser) : parser_(parser) {
      if (++parser_.depth_ > parser_.limits_.nesting_max) parser_.fail_too_deep();
    }
    ~Nesting() { --parser_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    ParserCore& parser_;
  };

  Arena& arena_;  // NOLINT(cppcoreguidelines-non-private-member-variables-in-classes)
  const ParseLimits& limits_;
  Token token_;

 private:
  Value* value_node(bool constant);
  Value* named_value();
  Value* variable_value(bool constant);
  void fail_too_deep();

  Lexer lexer_;
  SyntaxError error_;
  std::uint32_t tokens_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace plaza::graphql
