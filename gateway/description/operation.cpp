#include "gateway/description/operation.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace plaza::gateway {

void Api::add(Operation operation) {
  if (std::ranges::find(operations_, operation.id, &Operation::id) != operations_.end()) {
    throw std::logic_error("operation described twice: " + operation.id);
  }
  const auto in_path = std::ranges::count(operation.parameters, ParameterPlace::path, &ParameterDoc::place);
  if (in_path != std::ranges::count(operation.path, '{')) {
    throw std::logic_error("path parameters not described: " + operation.path);
  }
  for (const auto& parameter : operation.parameters) {
    if (parameter.place == ParameterPlace::path && !operation.path.contains(fmt::format("{{{}}}", parameter.name))) {
      throw std::logic_error(fmt::format("{} has no {{{}}}", operation.path, parameter.name));
    }
  }
  operations_.push_back(std::move(operation));
}

void Api::add_routes(http::Router& router) const {
  for (const auto& operation : operations_) {
    router.add({.method = operation.method, .path = operation.path, .handler = operation.handler});
  }
}

std::vector<HeaderDoc> cached_headers() {
  return {{.name = "ETag",
           .doc = "Names this content: send it as If-None-Match to be told (304) that nothing has changed.",
           .example = R"("\"3fb1c4a5d1e8f6c20b9a7d3e5c1f8a42\"")"},
          {.name = "Cache-Control",
           .doc = "How long the answer may be used without asking again.",
           .example = R"("public, max-age=1")"}};
}

}  // namespace plaza::gateway
