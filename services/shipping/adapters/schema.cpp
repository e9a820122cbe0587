#include "services/shipping/adapters/schema.hpp"

#include "platform/outbox/outbox.hpp"

namespace plaza::shipping {

std::span<const postgres::Migration> migrations();  // written by cmake/migrations.cmake

std::span<const postgres::Migration> schema() {
  constexpr std::uint32_t outbox_number = 2;
  static const auto all = outbox::with_table(migrations(), outbox_number);
  return all;
}

}  // namespace plaza::shipping
