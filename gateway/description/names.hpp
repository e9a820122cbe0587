#pragma once

#include <span>
#include <string>
#include <string_view>

namespace plaza::gateway {

// Whether `given` is the camelCase `name` itself or its snake_case form: both `inStock` and `in_stock` name inStock.
bool names_field(std::string_view given, std::string_view name);

// What to say of a name that is not known: "is not a parameter of this route; did you mean inStock?". `what` is
// "a parameter of this route" or "a field of Order".
std::string unknown_name(std::string_view given, std::string_view what, std::span<const std::string> known);

// A JSON pointer (RFC 6901) one step further: "/lines" and "unit/price" give "/lines/unit~1price".
std::string child_pointer(std::string_view parent, std::string_view step);

}  // namespace plaza::gateway
