#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

// Turns a description into a schema: gives names their types, reads defaults, finds out what may be what. Faults that
// leave no schema to check are collected here; the rest is schema_checks.hpp's.
class SchemaBuilder {
 public:
  explicit SchemaBuilder(const SchemaSpec& spec) : spec_(spec) {}

  std::shared_ptr<Schema> build();
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

 private:
  void add_types(const std::vector<TypeSpec>& specs, bool introspection);
  void add_standard_scalar(std::string_view name, ScalarKind kind, std::string_view description);
  void add_type(NamedType type);
  void resolve_input(const TypeSpec& spec);
  void resolve_input_defaults(std::string_view name, std::set<std::string_view>& seen);
  void resolve(const TypeSpec& spec);
  void resolve_possible_types();
  void add_meta_fields();
  Field field(const FieldSpec& spec, const NamedType& parent);
  std::vector<InputField> inputs(const std::vector<InputSpec>& specs, const std::string& owner);
  void read_defaults(std::vector<InputField>& fields, const std::vector<InputSpec>& specs, const std::string& owner);
  const Type* type(std::string_view text, const std::string& owner);
  const NamedType* named(std::string_view name, const std::string& owner);
  NamedType& own(std::string_view name);

  const SchemaSpec& spec_;
  std::shared_ptr<Schema> schema_;
  std::map<std::string, const Type*, std::less<>> wrapped_;
  std::vector<std::string> faults_;
};

}  // namespace plaza::graphql
