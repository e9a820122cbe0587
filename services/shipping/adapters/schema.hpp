#pragma once

#include <span>

#include "platform/postgres/migrations.hpp"

namespace plaza::shipping {

// All migrations of this service: those of migrations/, and the outbox.
std::span<const postgres::Migration> schema();

}  // namespace plaza::shipping
