#pragma once

#include "gateway/graphql/language/parser_core.hpp"

namespace plaza::graphql {

// Operations and fragments (September 2025, 2.3 to 2.9); what defines types is in type_system_parser.cpp.
class DocumentParser : public ParserCore {
 public:
  DocumentParser(Document& document, const ParseLimits& limits)
      : ParserCore(document.source, document.arena, limits), document_(document) {}

  void parse();

 private:
  void definition();
  bool type_system_definition(std::string_view keyword);
  bool type_system_extension();
  void shorthand_query();
  void operation(OperationKind kind);
  void fragment();
  const VariableDefinition* variables();
  const SelectionSet* selection_set();
  Selection* selection();
  Selection* field();
  Selection* spread();
  Name fragment_name();

  TypeSystemDefinition& begin_definition(DefinitionKind kind, Offset at, const Value* description);
  void schema(TypeSystemDefinition& definition);
  void object(TypeSystemDefinition& definition);
  void union_type(TypeSystemDefinition& definition);
  void enumeration(TypeSystemDefinition& definition);
  void input(TypeSystemDefinition& definition);
  void directive(TypeSystemDefinition& definition);
  void body(TypeSystemDefinition& definition);
  const NamedItem* interfaces();
  const FieldDefinition* fields();
  const InputValueDefinition* input_values(TokenKind open, TokenKind close);

  Document& document_;
};

}  // namespace plaza::graphql
