#include "gateway/graphql/language/printer.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/graphql/language/utf8.hpp"

namespace plaza::graphql {
namespace {

constexpr std::size_t line_units_max = 80;
constexpr std::size_t block_line_units_max = 70;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// All lines but the first two columns further in.
std::string indent(std::string_view text) {
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

// Whether all lines but the first are empty or begin with a blank.
bool rest_is_indented(std::string_view text) {
  auto at = text.find('\n');
  if (at == std::string_view::npos) return false;
  for (; at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (at + 1 < text.size() && text[at + 1] != '\n' && !is_blank(text[at + 1])) return false;
  }
  return true;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string print_argument(const Argument& argument) {
  return fmt::format("{}: {}", argument.name.text, print(*argument.value));
}

std::string print_directives(const Directive* first) {
  std::string out;
  for (const auto& directive : each(first)) {
    std::vector<std::string> arguments;
    for (const auto& argument : each(directive.arguments)) arguments.push_back(print_argument(argument));
    out += fmt::format(" @{}", directive.name.text);
    if (!arguments.empty()) out += fmt::format("({})", joined(arguments, ", "));
  }
  return out;
}

std::string print_selections(const SelectionSet& set);

std::string print_field(const Selection& field) {
  std::string line;
  if (!field.alias.empty()) line = fmt::format("{}: ", field.alias.text);
  line += field.name.text;
  std::vector<std::string> arguments;
  for (const auto& argument : each(field.arguments)) arguments.push_back(print_argument(argument));
  if (!arguments.empty()) {
    const auto one_line = joined(arguments, ", ");
    if (utf16_length(line) + utf16_length(one_line) + 2 > line_units_max) {
      line += fmt::format("(\n{}\n)", indent(joined(arguments, "\n")));
    } else {
      line += fmt::format("({})", one_line);
    }
  }
  line += print_directives(field.directives);
  if (field.selections != nullptr) line += " " + print_selections(*field.selections);
  return line;
}

std::string print_selection(const Selection& selection) {
  if (selection.kind == SelectionKind::field) return print_field(selection);
  if (selection.kind == SelectionKind::spread) {
    return fmt::format("...{}{}", selection.name.text, print_directives(selection.directives));
  }
  const auto condition =
      selection.type_condition.empty() ? std::string() : fmt::format(" on {}", selection.type_condition.text);
  return fmt::format("...{}{} {}", condition, print_directives(selection.directives),
                     print_selections(*selection.selections));
}

std::string print_selections(const SelectionSet& set) {
  std::vector<std::string> lines;
  for (const auto& selection : each(set.first)) lines.push_back(print_selection(selection));
  return fmt::format("{{\n{}\n}}", indent(joined(lines, "\n")));
}

std::string print_description(const Value* description) {
  return description == nullptr ? std::string() : print(*description) + "\n";
}

std::string print_variables(const VariableDefinition* first) {
  std::vector<std::string> variables;
  bool lines = false;
  for (const auto& variable : each(first)) {
    auto text =
        fmt::format("{}${}: {}", print_description(variable.description), variable.name.text, print(*variable.type));
    if (variable.default_value != nullptr) text += " = " + print(*variable.default_value);
    variables.push_back(text + print_directives(variable.directives));
    lines = lines || variables.back().find('\n') != std::string::npos;
  }
  if (variables.empty()) return {};
  return lines ? fmt::format("(\n{}\n)", joined(variables, "\n")) : fmt::format("({})", joined(variables, ", "));
}

std::string print_operation(const Operation& operation) {
  constexpr std::string_view kinds[] = {"query", "mutation", "subscription"};
  const auto kind = kinds[static_cast<std::size_t>(operation.kind)];
  auto head = std::string(kind);
  const auto name_and_variables = std::string(operation.name.text) + print_variables(operation.variables);
  if (!name_and_variables.empty()) head += " " + name_and_variables;
  head = print_description(operation.description) + head + print_directives(operation.directives);
  const bool shorthand = head == "query";
  return (shorthand ? "" : head + " ") + print_selections(*operation.selections);
}

std::string print_fragment(const Fragment& fragment) {
  return fmt::format("{}fragment {} on {}{} {}", print_description(fragment.description), fragment.name.text,
                     fragment.type_condition.text, print_directives(fragment.directives),
                     print_selections(*fragment.selections));
}

}  // namespace

std::string print_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto character = character_at(text, at);
    const auto code = character.code;
    const std::string_view named = "\b\t\n\f\r\"\\";
    const std::string_view letters = "btnfr\"\\";
    const auto known = code < 0x80 ? named.find(static_cast<char>(code)) : std::string_view::npos;
    if (known != std::string_view::npos) {
      out += '\\';
      out += letters[known];
    } else if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) {
      out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(code));
    } else {
      out += text.substr(at, character.bytes);
    }
    at += character.bytes;
  }
  return out + "\"";
}

std::string print_block_string(std::string_view text, std::string_view line_indent) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 3) == "\"\"\"") {
      escaped += "\\\"\"\"";
      at += 2;
    } else {
      escaped += text[at];
      if (text[at] == '\n') escaped += line_indent;
    }
  }
  const bool one_line = text.find('\n') == std::string_view::npos;
  const bool leading_line = rest_is_indented(text);
  const bool triple_at_end = escaped.ends_with("\\\"\"\"");
  const bool trailing_line = (text.ends_with('"') && !triple_at_end) || text.ends_with('\\');
  const bool lines =
      !one_line || utf16_length(text) > block_line_units_max || trailing_line || leading_line || triple_at_end;
  const bool begins_blank = one_line && !text.empty() && is_blank(text.front());
  std::string out = "\"\"\"";
  if ((lines && !begins_blank) || leading_line) out += "\n" + std::string(line_indent);
  out += escaped;
  if (lines || trailing_line) out += "\n" + std::string(line_indent);
  return out + "\"\"\"";
}

std::string print(const Value& value) {
  switch (value.kind) {
    case ValueKind::variable:
      return fmt::format("${}", value.text);
    case ValueKind::string:
      return value.block ? print_block_string(value.text) : print_string(value.text);
    case ValueKind::list: {
      std::vector<std::string> items;
      for (const auto& item : each(value.first)) items.push_back(print(item));
      return fmt::format("[{}]", joined(items, ", "));
    }
    case ValueKind::object: {
      std::vector<std::string> fields;
      for (const auto& field : each(value.first))
        fields.push_back(fmt::format("{}: {}", field.field.text, print(field)));
      return fmt::format("{{{}}}", joined(fields, ", "));
    }
    default:
      return std::string(value.text);
  }
}

std::string print(const TypeReference& type) {
  switch (type.kind) {
    case TypeReferenceKind::list:
      return fmt::format("[{}]", print(*type.of));
    case TypeReferenceKind::non_null:
      return print(*type.of) + "!";
    default:
      return std::string(type.name.text);
  }
}

std::string print(const Document& document) {
  struct Part {
    Offset at;
    std::string text;
  };
  std::vector<Part> parts;
  parts.reserve(document.operations.size() + document.fragments.size());
  for (const auto& operation : document.operations) parts.push_back({operation.at, print_operation(operation)});
  for (const auto& fragment : document.fragments) parts.push_back({fragment.at, print_fragment(fragment)});
  std::ranges::sort(parts, {}, &Part::at);
  std::vector<std::string> texts;
  texts.reserve(parts.size());
  for (auto& part : parts) texts.push_back(std::move(part.text));
  return joined(texts, "\n\n");
}

}  // namespace plaza::graphql
