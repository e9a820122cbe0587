// Whole GraphQL requests: a document and, behind the first line that is empty, its variables as JSON. Every answer is
// one JSON document.
#include <simdjson.h>

#include "gateway/graphql/execution/engine.hpp"
#include "gateway/graphql/http/json_input.hpp"
#include "tests/graphql/world.hpp"

namespace {

using namespace plaza::graphql;

Engine& engine() {
  static Engine one(test::world(), EngineOptions{.documents_max = 10});
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto border = text.find("\n\n");
  Arena arena;
  InputValue variables;
  if (border != std::string_view::npos) {
    const auto read = JsonReader(32).read(text.substr(border), arena);
    if (read && read->is(InputKind::object)) variables = *read;
  }
  const auto answer = engine().execute_now({.query = text.substr(0, border),
                                            .variables = variables,
                                            .shows_cost = size % 2 == 0,
                                            .root = test::world_root()});
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(answer.body.data(), answer.body.size()).get(object) != simdjson::SUCCESS) __builtin_trap();
  return 0;
}
