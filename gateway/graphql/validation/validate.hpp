#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/ast.hpp"
#include "gateway/graphql/schema/leaf.hpp"
#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

struct ValidationOptions {
  std::size_t errors_max = 100;
  // Names of the schema in messages; to be hidden where introspection is.
  Suggestions suggestions = Suggestions::shown;
};

// What is wrong with a document, and where.
struct ValidationError {
  std::string message;
  std::vector<Offset> at;
  std::string_view limit{};  // the name of the limit that was exceeded
};

struct Validated {
  std::vector<ValidationError> errors;
  // Positions in Document::fragments, each behind those that it spreads. Only of a document without errors.
  std::vector<std::uint32_t> fragment_order;
};

// All rules of the September 2025 edition (5). Takes time in proportion to the document, also where fragments spread
// each other; at most `errors_max` errors are told.
Validated validate(const Schema& schema, const Document& document, const ValidationOptions& options = {});

}  // namespace plaza::graphql
