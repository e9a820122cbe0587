// The engine without a server around it: one JSON request a line from standard input, one answer a line to standard
// output. `{"print": "…"}` gives the document as the printer writes it.
#include <iostream>
#include <string>

#include "gateway/graphql/execution/engine.hpp"
#include "gateway/graphql/http/json_input.hpp"
#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/language/printer.hpp"
#include "tests/graphql/world.hpp"

namespace {

using namespace plaza::graphql;

// What the limits refuse is not what these tests ask about.
EngineOptions unlimited() {
  constexpr std::uint32_t any = 1'000'000'000;
  EngineOptions options;
  options.prepare.limits = {.depth_max = any,
                            .fields_max = any,
                            .aliases_max = any,
                            .root_fields_max = any,
                            .directives_max = any,
                            .list_items_max = any,
                            .items_max = any,
                            .cost_max = any};
  return options;
}

std::string printed(std::string_view source) {
  const auto document = parse(source);
  Output out;
  out.string(document ? print(**document) : document.error().message);
  return out.take();
}

}  // namespace

int main() {
  Engine engine(test::world(), unlimited());
  JsonReader reader(64);
  for (std::string line; std::getline(std::cin, line);) {
    Arena arena;
    const auto request = reader.read(line, arena);
    if (!request) {
      std::cout << R"({"unreadable":true})" << std::endl;
      continue;
    }
    if (const auto& source = (*request)["print"]; source.has_value()) {
      std::cout << printed(source.text()) << std::endl;
      continue;
    }
    const auto& name = (*request)["operationName"];
    std::cout << engine
                     .execute_now({.query = (*request)["query"].text(),
                                   .operation_name = name.has_value() ? std::optional(name.text()) : std::nullopt,
                                   .variables = (*request)["variables"],
                                   .root = test::world_root()})
                     .body
              << std::endl;
  }
}
