#pragma once

#include <vector>

#include "platform/postgres/retention.hpp"

namespace plaza::orders {

// How long what is not an order is kept. The outbox needs no rule: its rows go when they have been published.
struct RetentionOptions {
  postgres::RetentionOptions work{};
  milliseconds idempotency_keys{86'400'000};
  milliseconds applied_events{8 * 86'400'000};

  void describe(config::Section section);
};

std::vector<postgres::RetentionRule> retention_rules(const RetentionOptions& options);

}  // namespace plaza::orders
