#include "gateway/edge/ownership.hpp"

#include <fmt/format.h>

#include "platform/core/scopes.hpp"

namespace plaza::gateway {

bool may_see(const Identity& caller, std::string_view owner, std::string_view scope) {
  if (owner.empty() || caller.subject == owner) return true;
  return !scope.empty() && has_scope(caller, scope);
}

Error no_such(std::string_view kind, std::string_view id) {
  return {.code = Code::not_found, .message = fmt::format("no {} has the id {}", kind, id)};
}

}  // namespace plaza::gateway
