#include "gateway/description/graphql_input.hpp"

#include <fmt/format.h>

#include "platform/core/json_text.hpp"

namespace plaza::gateway {
namespace {

using graphql::InputKind;
using graphql::InputValue;

// Values are no deeper than the input types of the schema, and scalars of a client's making are not among these.
void append(std::string& out, const InputValue& value) {
  switch (value.kind()) {
    case InputKind::absent:
    case InputKind::null:
      out += "null";
      return;
    case InputKind::boolean:
      out += value.as_boolean() ? "true" : "false";
      return;
    case InputKind::integer:
      fmt::format_to(std::back_inserter(out), "{}", value.as_integer());
      return;
    case InputKind::number:
      fmt::format_to(std::back_inserter(out), "{}", value.as_number());
      return;
    case InputKind::string:
    case InputKind::enumeration:
      append_json_string(out, value.text());
      return;
    case InputKind::list:
      out += '[';
      for (const auto& item : value.items()) {
        if (out.back() != '[') out += ',';
        append(out, item);
      }
      out += ']';
      return;
    case InputKind::object:
      out += '{';
      for (const auto& member : value.members()) {
        if (member.value.is_absent()) continue;
        if (out.back() != '{') out += ',';
        append_json_string(out, member.name);
        out += ':';
        append(out, member.value);
      }
      out += '}';
      return;
  }
}

}  // namespace

std::string json_of(const InputValue& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace plaza::gateway
