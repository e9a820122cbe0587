#include "gateway/description/graphql_types.hpp"

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
}

bool GraphqlTypes::knows(std::string_view name) const {
  return std::ranges::count(spec_.types, name, &graphql::TypeSpec::name) > 0;
}

std::string GraphqlTypes::global_id(std::string_view type, std::string_view id) {
  return base64url(std::string(type) + ":" + std::string(id));
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
