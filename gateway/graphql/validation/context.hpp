#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/schema/name_table.hpp"
#include "gateway/graphql/validation/validate.hpp"

namespace plaza::graphql {

// Where a variable is used, and what is expected there.
struct VariableUse {
  std::string_view name;
  Offset at = 0;
  const Type* type = nullptr;  // null: what holds it is unknown
  bool has_default = false;    // the argument or the field that it stands for has one
  const NamedType* one_of = nullptr;
};

// What an operation or a fragment holds, found in the one walk over it.
struct DefinitionFacts {
  std::uint32_t uses_begin = 0;  // in ValidationContext::uses
  std::uint32_t uses_end = 0;
  std::vector<const Selection*> spreads;
};

// What the rules share while a document is looked at.
class ValidationContext {
 public:
  ValidationContext(const Schema& schema, const Document& document, const ValidationOptions& options);

  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] const Document& document() const { return document_; }
  [[nodiscard]] bool shows_names() const { return options_.suggestions == Suggestions::shown; }
  [[nodiscard]] Suggestions suggestions() const { return options_.suggestions; }
  Arena& arena() { return arena_; }

  // The last fragment of this name; null when there is none.
  [[nodiscard]] const Fragment* fragment(std::string_view name) const;

  void complain(std::vector<Offset> at, std::string message, std::string_view limit = {});
  // When there are more errors than anybody reads, rules may stop.
  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] bool clean() const { return errors_.empty(); }
  std::vector<ValidationError> take_errors() { return std::move(errors_); }

  std::vector<VariableUse> uses;            // NOLINT(cppcoreguidelines-non-private-member-variables-in-classes)
  std::vector<DefinitionFacts> operations;  // as in the document
  std::vector<DefinitionFacts> fragments;

 private:
  const Schema& schema_;
  const Document& document_;
  const ValidationOptions& options_;
  Arena arena_;
  NameTable fragment_names_;
  std::vector<ValidationError> errors_;
  bool full_ = false;
};

}  // namespace plaza::graphql
