#pragma once

#include <memory>

#include "gateway/graphql/schema/schema.hpp"

// A schema with everything that the language has, whose values follow from where they stand: every field of every
// object is a number made of its object's number, its name and its arguments, and becomes what its type says. The same
// rule in JavaScript (world.mjs) makes the same world.
namespace plaza::graphql::test {

std::shared_ptr<const Schema> world();

// The number of the root object, as Request::root.
const void* world_root();

}  // namespace plaza::graphql::test
