#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/graphql/language/ast.hpp"

namespace plaza::graphql {

// What a document may be, before anything looks at what it means.
struct ParseLimits {
  std::uint32_t bytes_max = 64 * 1024;
  std::uint32_t tokens_max = 10'000;
  std::uint32_t nesting_max = 128;  // of braces, brackets and lists within each other
};

// Why a text is no document.
struct SyntaxError {
  std::string message;  // "Syntax Error: Expected Name, found "}"."
  Offset at = 0;
  std::string_view limit{};  // the name of the limit that was exceeded: "tokens_max"
};

// Reads a document: operations, fragments and definitions of the type system. Its nesting is bounded, so that whoever
// walks it may use recursion.
std::expected<std::unique_ptr<Document>, SyntaxError> parse(std::string_view source, const ParseLimits& limits = {});

// Reads one value without variables, as defaults are written.
std::expected<const Value*, SyntaxError> parse_constant(std::string_view source, Arena& arena);

}  // namespace plaza::graphql
