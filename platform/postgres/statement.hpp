#pragma once

#include <string_view>
#include <vector>

#include "platform/postgres/parameters.hpp"

namespace plaza::postgres {

// Whether a statement changes anything. What only reads shares connections with others of its kind, and is sent again
// when its connection is lost.
enum class Access : std::uint8_t { read, write };

// An SQL statement with a name for metrics and traces; both are literals. Connections know it by the address of its
// SQL, and have the server prepare it once.
//
//   constexpr Statement find_order{"find_order", "select customer from orders where id = $1", Access::read};
struct Statement {
  std::string_view name;
  std::string_view sql;
  Access access = Access::write;
};

// A statement with the values for one run of it.
struct Command {
  Statement statement;
  Parameters parameters;

  explicit Command(const Statement& of, Parameters values = {}) : statement(of), parameters(std::move(values)) {}
};

using Commands = std::vector<Command>;

// A single one.
inline Commands alone(Command command) {
  Commands all;
  all.push_back(std::move(command));
  return all;
}

}  // namespace plaza::postgres
