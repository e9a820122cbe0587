#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "gateway/graphql/execution/execution.hpp"

// How values become what their type says (September 2025, 6.4.3).
namespace plaza::graphql {
namespace {

std::string owner(const Field& field) {
  return fmt::format("{}.{}", field.parent == nullptr ? std::string_view() : std::string_view(field.parent->name),
                     field.name);
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

bool is_int32(std::int64_t value) {
  return value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
}

}  // namespace

const InputValue& Call::argument(std::string_view name) const {
  static const InputValue nothing{};
  const auto& definitions = field_->field->arguments;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i].name == name) return arguments_[i];
  }
  return nothing;
}

const Field& Call::field() const {
  return *field_->field;
}

const Schema& Call::schema() const {
  return execution_->schema();
}

std::string_view Call::response_name() const {
  return field_->name;
}

void* Call::context_pointer() const {
  return execution_->context();
}

void Call::keep_until_the_end(std::shared_ptr<const void> value) const {
  execution_->keep(std::move(value));
}

Slot::Slot(Execution& execution, const PlannedField& field, const Type& type, Segment& segment, Slot* around,
           const PathStep& path)
    : execution_(execution),
      field_(field),
      type_(&type),
      segment_(&segment),
      around_(around),
      path_(&path),
      begin_(segment.out.size()) {}

void Slot::null() {
  given_ = true;
  if (type_->is_non_null()) {
    fail(fmt::format("Cannot return null for non-nullable field {}.", owner(*field_.field)));
  } else {
    segment_->out.append("null");
  }
}

bool Slot::begin_leaf() {
  given_ = true;
  const auto& type = nullable();
  if (type.is_list()) {
    fail(fmt::format("Expected Iterable, but did not find one for field \"{}\".", owner(*field_.field)));
    return false;
  }
  if (type.definition->is_leaf()) return true;
  fail(fmt::format("Expected value of type \"{}\" but got a leaf.", type.definition->name));
  return false;
}

void Slot::refuse(std::string_view kind, std::string shown) {
  fail(fmt::format("{} {}", kind, shown));
}

void Slot::boolean(bool value) {
  if (!begin_leaf()) return;
  const auto& type = *nullable().definition;
  auto& out = segment_->out;
  if (type.kind == TypeKind::enumeration) {
    return fail(fmt::format("Enum \"{}\" cannot represent value: {}", type.name, value));
  }
  switch (type.scalar) {
    case ScalarKind::boolean:
    case ScalarKind::custom:
      return out.append(value ? "true" : "false");
    case ScalarKind::integer:
    case ScalarKind::floating:
      return out.put(value ? '1' : '0');
    case ScalarKind::string:
      return out.append(value ? R"("true")" : R"("false")");
    case ScalarKind::id:
      return refuse("ID cannot represent value:", value ? "true" : "false");
  }
}

void Slot::integer(std::int64_t value) {
  if (!begin_leaf()) return;
  const auto& type = *nullable().definition;
  auto& out = segment_->out;
  if (type.kind == TypeKind::enumeration) {
    return fail(fmt::format("Enum \"{}\" cannot represent value: {}", type.name, value));
  }
  switch (type.scalar) {
    case ScalarKind::integer:
      if (is_int32(value)) return out.integer(value);
      return refuse("Int cannot represent non 32-bit signed integer value:", fmt::to_string(value));
    case ScalarKind::floating:
    case ScalarKind::custom:
      return out.integer(value);
    case ScalarKind::boolean:
      return out.append(value != 0 ? "true" : "false");
    case ScalarKind::string:
    case ScalarKind::id:
      out.put('"');
      out.integer(value);
      return out.put('"');
  }
}

void Slot::number(double value) {
  const auto& type = *nullable().definition;
  const bool whole = std::isfinite(value) && std::trunc(value) == value && std::abs(value) < 1e15;
  const bool is_number =
      type.kind == TypeKind::scalar && (type.scalar == ScalarKind::floating || type.scalar == ScalarKind::custom);
  if (whole && !is_number) return integer(static_cast<std::int64_t>(value));
  if (!begin_leaf()) return;
  if (type.kind == TypeKind::enumeration) {
    return fail(fmt::format("Enum \"{}\" cannot represent value: {}", type.name, print_number(value)));
  }
  auto& out = segment_->out;
  switch (type.scalar) {
    case ScalarKind::floating:
    case ScalarKind::custom:
      if (std::isfinite(value)) return out.number(value);
      return refuse("Float cannot represent non numeric value:", print_number(value));
    case ScalarKind::integer:
      return refuse("Int cannot represent non-integer value:", print_number(value));
    case ScalarKind::boolean:
      if (std::isfinite(value)) return out.append("true");
      return refuse("Boolean cannot represent a non boolean value:", print_number(value));
    case ScalarKind::string:
      if (std::isfinite(value)) return out.string(print_number(value));
      return refuse("String cannot represent value:", print_number(value));
    case ScalarKind::id:
      return refuse("ID cannot represent value:", print_number(value));
  }
}

void Slot::string(std::string_view value) {
  if (!begin_leaf()) return;
  const auto& type = *nullable().definition;
  if (type.kind == TypeKind::enumeration) {
    if (type.value(value) != nullptr) return segment_->out.string(value);
    return fail(fmt::format("Enum \"{}\" cannot represent value: {}", type.name, quoted(value)));
  }
  switch (type.scalar) {
    case ScalarKind::string:
    case ScalarKind::id:
    case ScalarKind::custom:
      return segment_->out.string(value);
    case ScalarKind::integer:
      return refuse("Int cannot represent non-integer value:", quoted(value));
    case ScalarKind::floating:
      return refuse("Float cannot represent non numeric value:", quoted(value));
    case ScalarKind::boolean:
      return refuse("Boolean cannot represent a non boolean value:", quoted(value));
  }
}

void Slot::raw(std::string_view json) {
  if (begin_leaf()) segment_->out.append(json);
}

void Slot::object(const void* object) {
  this->object(object, {});
}

void Slot::object(const void* object, std::string_view type_name) {
  given_ = true;
  const auto& type = nullable();
  const auto* concrete = type.definition;
  if (type.is_list()) {
    return fail(fmt::format("Expected Iterable, but did not find one for field \"{}\".", owner(*field_.field)));
  }
  if (concrete->is_abstract()) {
    concrete = execution_.schema().find(type_name);
    if (concrete == nullptr || concrete->kind != TypeKind::object) {
      return fail(fmt::format("Abstract type \"{}\" must resolve to an Object type at runtime for field \"{}\".",
                              type.definition->name, owner(*field_.field)));
    }
    if (!type.definition->possible_set.contains(concrete->number)) {
      return fail(fmt::format("Runtime Object type \"{}\" is not a possible type for \"{}\".", concrete->name,
                              type.definition->name));
    }
  } else if (concrete->kind != TypeKind::object) {
    return fail(fmt::format("{} cannot represent an object.", concrete->name));
  }
  const auto& set = execution_.plan().inner(field_, *concrete);
  if (!execution_.write_object(set, object, this, *segment_, path_)) fail_inside();
}

bool Slot::begin_list() {
  given_ = true;
  if (nullable().is_list()) {
    segment_->out.put('[');
    return true;
  }
  fail(fmt::format("\"{}\" is no list.", owner(*field_.field)));
  return false;
}

void Slot::separate(std::uint32_t index) {
  if (index > 0) segment_->out.put(',');
}

void Slot::end_list() {
  segment_->out.put(']');
}

void Slot::fail_inside() {
  failed_ = true;
}

void Slot::fail(std::string message) {
  failed_ = true;
  execution_.complain(std::move(message), field_, path_);
}

void Slot::fail(const Error& error) {
  given_ = true;
  failed_ = true;
  execution_.complain(error, field_, path_);
}

bool Slot::finish() {
  if (!given_) null();
  if (failed_) {
    segment_->cut(begin_);
    if (type_->is_non_null()) return false;
    segment_->out.append("null");
    return true;
  }
  if (position_ != nullptr) position_->end = segment_->out.size();
  return true;
}

}  // namespace plaza::graphql
