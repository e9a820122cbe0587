#include "services/orders/adapters/schema.hpp"

#include <algorithm>
#include <vector>

#include "platform/outbox/outbox.hpp"

namespace plaza::orders {

std::span<const postgres::Migration> migrations();  // written by cmake/migrations.cmake

std::span<const postgres::Migration> schema() {
  constexpr std::uint32_t outbox_number = 2;
  static const auto all = [] {
    std::vector<postgres::Migration> steps(migrations().begin(), migrations().end());
    steps.push_back(outbox::table(outbox_number));
    std::ranges::sort(steps, {}, &postgres::Migration::number);
    return steps;
  }();
  return all;
}

}  // namespace plaza::orders
