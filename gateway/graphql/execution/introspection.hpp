#pragma once

#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

class Call;
class Slot;

using IntrospectionResolver = void (*)(const Call&, Slot&);

// What answers a field through which the schema tells about itself; null for other fields.
IntrospectionResolver introspection_resolver(const Field& field);

}  // namespace plaza::graphql
