#include "services/orders/adapters/retention_rules.hpp"

namespace plaza::orders {
namespace {

constexpr config::Range up_to_a_year{.min = 1'000, .max = 366.0 * 86'400'000};

constexpr postgres::Statement remove_idempotency_keys{
    "remove_idempotency_keys",
    "delete from idempotency_keys where key in (select key from idempotency_keys where created_at < $1 "
    "order by created_at limit $2 for update skip locked)"};

constexpr postgres::Statement remove_applied_events{
    "remove_applied_events",
    "delete from applied_events where id in (select id from applied_events where applied_at < $1 "
    "order by applied_at limit $2 for update skip locked)"};

}  // namespace

void RetentionOptions::describe(config::Section section) {
  work.describe(section);
  section.value("idempotency_keys_ms", idempotency_keys, "how long a request is known again by its idempotency key",
                up_to_a_year);
  section.value("applied_events_ms", applied_events,
                "how long an event is known again by its id; longer than the broker keeps records", up_to_a_year);
}

std::vector<postgres::RetentionRule> retention_rules(const RetentionOptions& options) {
  return {{.remove = remove_idempotency_keys, .keep = options.idempotency_keys},
          {.remove = remove_applied_events, .keep = options.applied_events}};
}

}  // namespace plaza::orders
