#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"

namespace plaza::gateway {

// Whether somebody may see what belongs to `owner`, the `sub` that it was made with: that person only. What was made
// without a token has no owner (""): whoever holds its unguessable id may see it. `scope`, when it is not empty, is
// what machines need to see it as well ("sticker:check").
[[nodiscard]] bool may_see(const Identity& caller, std::string_view owner, std::string_view scope = {});

// The answer for what is not there: 404 "no order has the id 0190…".
[[nodiscard]] Error no_such(std::string_view kind, std::string_view id);

// What was found, if the caller may see it; otherwise the answer for what is not there. It is 404 and not 403, and in
// the same words as for an id that nobody has: an answer of its own would tell strangers what exists. Errors of the
// search pass through. `owner_of(thing)` gives the owner.
template <class T, class OwnerOf>
[[nodiscard]] Result<T> seen_by(const Identity& caller, Result<T> found, std::string_view kind, std::string_view id,
                                OwnerOf owner_of, std::string_view scope = {}) {
  if (!found || may_see(caller, std::invoke(owner_of, std::as_const(*found)), scope)) return found;
  return std::unexpected(no_such(kind, id));
}

}  // namespace plaza::gateway
