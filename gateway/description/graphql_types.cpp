#include "gateway/description/graphql_types.hpp"

#include <array>

#include "platform/core/base64url.hpp"
#include "platform/core/timestamp.hpp"

namespace plaza::gateway {
namespace {

// A time in RFC 3339 becomes its milliseconds since 1970.
std::expected<graphql::InputValue, std::string> parse_time(const graphql::InputValue& value, graphql::Arena&) {
  if (value.is(graphql::InputKind::string)) {
    if (const auto time = parse_rfc3339(value.text())) {
      return graphql::InputValue::integer(time->time_since_epoch().count());
    }
  }
  return std::unexpected("DateTime is a time as RFC 3339 writes it, \"2021-08-03T02:53:25Z\", not " +
                         graphql::inspect(value));
}

// What kind of text it is; whether there is such a day is for whoever takes it to say.
std::expected<graphql::InputValue, std::string> parse_date(const graphql::InputValue& value, graphql::Arena&) {
  const auto is_date = [](std::string_view text) {
    constexpr std::string_view with_hyphens = "0000-00-00";
    constexpr std::string_view without = "00000000";
    std::string shape(text);
    for (auto& c : shape) c = c >= '0' && c <= '9' ? '0' : c;
    return shape == with_hyphens || shape == without;
  };
  if (value.is(graphql::InputKind::string) && is_date(value.text())) return value;
  return std::unexpected("Date is a day as ISO 8601 writes it, \"2021-05-16\", not " + graphql::inspect(value));
}

std::string decoded(std::string_view id) {
  const auto bytes = parse_base64url(id);
  return bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
}

}  // namespace

GraphqlTypes::GraphqlTypes(graphql::SchemaSpec& spec) : spec_(spec) {
  spec_.types.push_back({.kind = graphql::TypeKind::scalar,
                         .name = "DateTime",
                         .description = "A moment in UTC, as RFC 3339 writes it.",
                         .specified_by = "https://www.rfc-editor.org/rfc/rfc3339",
                         .parse = parse_time});
  spec_.types.push_back({.kind = graphql::TypeKind::scalar,
                         .name = "Date",
                         .description = "A day, as ISO 8601 writes it; the hyphens may be left out on the way in.",
                         .parse = parse_date});
}

bool GraphqlTypes::knows(std::string_view name) const {
  return std::ranges::count(spec_.types, name, &graphql::TypeSpec::name) > 0;
}

std::string GraphqlTypes::global_id(std::string_view type, std::string_view id) {
  return base64url(std::string(type) + ":" + std::string(id));
}

// A page has a hundred of them: the text that is encoded is put together on the stack.
void GraphqlTypes::write_global_id(graphql::Slot& slot, std::string_view type, std::string_view id) {
  std::array<char, 96> text;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
  const auto bytes = type.size() + 1 + id.size();
  if (bytes > text.size()) return slot.string(global_id(type, id));
  auto* end = std::ranges::copy(type, text.data()).out;
  *end++ = ':';
  std::ranges::copy(id, end);
  slot.string(base64url(std::string_view(text.data(), bytes)));
}

std::string GraphqlTypes::raw_id(std::string_view type, std::string_view given) {
  const auto text = decoded(given);
  const auto prefix = std::string(type) + ":";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string(given);
}

std::string GraphqlTypes::type_of_id(std::string_view given) {
  const auto text = decoded(given);
  const auto end = text.find(':');
  return end == std::string::npos ? std::string() : text.substr(0, end);
}

std::string graphql_word(std::string_view text) {
  std::string word(text);
  std::ranges::transform(word, word.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return word;
}

void write_time(graphql::Slot& slot, Timestamp time) {
  char text[rfc3339_bytes_max];  // NOLINT(modernize-avoid-c-arrays)
  const auto* const end = write_rfc3339(text, SystemTime{milliseconds{time.ms}});
  slot.string({text, static_cast<std::size_t>(end - text)});
}

}  // namespace plaza::gateway
