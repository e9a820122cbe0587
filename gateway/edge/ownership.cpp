#include "gateway/edge/ownership.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plaza::gateway {

bool may_see(const Identity& caller, std::string_view owner, std::string_view scope) {
  if (owner.empty() || caller.subject == owner) return true;
  return !scope.empty() && std::ranges::find(caller.scopes, scope) != caller.scopes.end();
}

Error no_such(std::string_view kind, std::string_view id) {
  return {.code = Code::not_found, .message = fmt::format("no {} has the id {}", kind, id)};
}

}  // namespace plaza::gateway
