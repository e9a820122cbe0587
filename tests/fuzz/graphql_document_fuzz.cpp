// GraphQL documents from anyone: what is accepted prints to what reads the same, and is validated within its limits.
#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/language/printer.hpp"
#include "gateway/graphql/validation/limits.hpp"
#include "gateway/graphql/validation/validate.hpp"
#include "tests/graphql/world.hpp"

namespace {

using namespace plaza::graphql;

void check(bool holds) {
  if (!holds) __builtin_trap();
}

const Schema& schema() {
  static const auto world = test::world();
  return *world;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = parse(text);
  if (!document) {
    check(!document.error().message.empty() && document.error().at <= size);
    return 0;
  }
  const auto validated = validate(schema(), **document);
  for (const auto& error : validated.errors) {
    for (const auto at : error.at) check(at <= size);
  }
  if (validated.errors.empty()) check_limits(**document, validated.fragment_order, {});
  if (!(*document)->type_system.empty()) return 0;
  constexpr ParseLimits room{.bytes_max = 1024 * 1024 * 1024, .tokens_max = 1'000'000, .nesting_max = 1'000};
  const auto printed = print(**document);
  const auto again = parse(printed, room);
  check(again.has_value());
  check(print(**again) == printed);
  return 0;
}
