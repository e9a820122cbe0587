#pragma once

#include <string>

#include "gateway/graphql/language/ast.hpp"

namespace plaza::graphql {

// A literal as one would write it; for messages.
std::string print(const Value& value);
// "[Int!]!"
std::string print(const TypeReference& type);
// The operations and fragments of a document, laid out as graphql-js does.
std::string print(const Document& document);

// A string as a literal, with what cannot be seen escaped.
std::string print_string(std::string_view text);
// The same between three quotes; lines after the first begin with `indent`.
std::string print_block_string(std::string_view text, std::string_view indent = {});

}  // namespace plaza::graphql
