#include "gateway/description/schema.hpp"

namespace plaza::gateway {
namespace {

// What text_length() takes: anything but control characters.
constexpr std::string_view printable_pattern = R"(^[^\u0000-\u001f\u007f-\u009f]*$)";

}  // namespace

void Schemas::write_reference(JsonWriter& out, const std::string& reference, const FieldInfo& info, bool nullable) {
  out.begin_object();
  if (nullable) {
    out.key("oneOf");
    out.begin_array();
    out.begin_object();
    out.member("$ref", reference);
    out.end_object();
    out.raw(R"({"type":"null"})");
    out.end_array();
  } else {
    out.member("$ref", reference);
  }
  write_annotations(out, info);
  out.end_object();
}

void Schemas::write_type(JsonWriter& out, std::string_view type, bool nullable) {
  if (!nullable) return out.member("type", type);
  out.key("type");
  out.begin_array();
  out.string(type);
  out.string("null");
  out.end_array();
}

void Schemas::write_annotations(JsonWriter& out, const FieldInfo& info) {
  if (!info.doc.empty()) out.member("description", info.doc);
  if (info.example.empty()) return;
  out.key("examples");
  out.begin_array();
  out.raw(info.example);
  out.end_array();
}

void Schemas::write_text_limits(JsonWriter& out, const FieldInfo& info) {
  if (!info.format.empty()) out.member("format", info.format);
  const auto pattern = info.printable ? printable_pattern : info.pattern;
  if (!pattern.empty()) out.member("pattern", pattern);
  if (info.length_min) out.key("minLength"), out.integer(static_cast<std::uint64_t>(*info.length_min));
  if (info.length_max) out.key("maxLength"), out.integer(static_cast<std::uint64_t>(*info.length_max));
}

void Schemas::write_number_limits(JsonWriter& out, const FieldInfo& info) {
  if (info.minimum) out.key("minimum"), out.number(*info.minimum);
  if (info.maximum) out.key("maximum"), out.number(*info.maximum);
}

}  // namespace plaza::gateway
