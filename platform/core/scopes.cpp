#include "platform/core/scopes.hpp"

#include <algorithm>

namespace plaza {

bool has_scope(const Identity& identity, std::string_view scope) {
  return std::ranges::find(identity.scopes, scope) != identity.scopes.end();
}

Result<void> may_erase(const Identity& who, std::string_view subject) {
  const bool own = !who.subject.empty() && subject == who.subject;
  if (!own && !has_scope(who, scope_operator)) return fail(Code::permission_denied, "this is somebody else");
  if (subject.empty()) return fail(Code::invalid_argument, "whom to erase must be said");
  return {};
}

}  // namespace plaza
