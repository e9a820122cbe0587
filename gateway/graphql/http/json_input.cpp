#include "gateway/graphql/http/json_input.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "gateway/graphql/schema/name_table.hpp"

namespace plaza::graphql {
namespace {

InputValue convert(const simdjson::dom::element& element, Arena& arena);

InputValue convert(const simdjson::dom::array& array, Arena& arena) {
  // array.size() stops counting at 2^24 - 1; no body is that long.
  const auto count = array.size();
  auto* const items = arena.make_array<InputValue>(count);
  std::size_t i = 0;
  for (const auto item : array) {
    if (i < count) items[i++] = convert(item, arena);
  }
  return InputValue::list({items, i});
}

InputValue convert(const simdjson::dom::object& object, Arena& arena) {
  const auto count = object.size();
  auto* const members = arena.make_array<InputMember>(count);
  std::size_t used = 0;
  NameTable places;
  for (const auto [key, value] : object) {
    const auto known = places.find(key);
    const auto place = known == NameTable::none ? used : known;
    if (place >= count) break;
    if (known == NameTable::none) {
      members[used].name = arena.copy(key);
      places.add(members[used].name, static_cast<std::uint32_t>(used));
      ++used;
    }
    members[place].value = convert(value, arena);
  }
  return InputValue::object({members, used});
}

InputValue convert(const simdjson::dom::element& element, Arena& arena) {
  using simdjson::dom::element_type;
  switch (element.type()) {
    case element_type::ARRAY:
      return convert(simdjson::dom::array(element), arena);
    case element_type::OBJECT:
      return convert(simdjson::dom::object(element), arena);
    case element_type::INT64:
      return InputValue::integer(std::int64_t(element));
    case element_type::UINT64:
      return InputValue::number(static_cast<double>(std::uint64_t(element)));
    case element_type::DOUBLE:
      return InputValue::number(double(element));
    case element_type::STRING:
      return InputValue::string(arena.copy(std::string_view(element)));
    case element_type::BOOL:
      return InputValue::boolean(bool(element));
    case element_type::NULL_VALUE:
      break;
  }
  return InputValue::null();
}

}  // namespace

struct JsonReader::Impl {
  simdjson::dom::parser parser;
  std::size_t depth_max;
};

JsonReader::JsonReader(std::size_t depth_max) : impl_(std::make_unique<Impl>()) {
  impl_->depth_max = depth_max;
}
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

std::expected<InputValue, std::string> JsonReader::read(std::string_view text, Arena& arena) {
  auto& parser = impl_->parser;
  if (parser.capacity() < text.size() || parser.max_depth() != impl_->depth_max) {
    if (const auto error = parser.allocate(text.size() + 1024, impl_->depth_max)) {
      return std::unexpected(std::string(simdjson::error_message(error)));
    }
  }
  simdjson::dom::element element;
  if (const auto error = parser.parse(text.data(), text.size()).get(element)) {
    return std::unexpected(fmt::format("not JSON: {}", simdjson::error_message(error)));
  }
  return convert(element, arena);
}

}  // namespace plaza::graphql
