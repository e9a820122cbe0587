#include "gateway/graphql/validation/validate.hpp"

#include "gateway/graphql/validation/context.hpp"
#include "gateway/graphql/validation/definitions.hpp"
#include "gateway/graphql/validation/merge_check.hpp"
#include "gateway/graphql/validation/merge_conflicts.hpp"
#include "gateway/graphql/validation/walk.hpp"

namespace plaza::graphql {

Validated validate(const Schema& schema, const Document& document, const ValidationOptions& options) {
  ValidationContext context(schema, document, options);
  check_operations(context);
  Walk(context).run();
  check_subscriptions(context);
  auto order = check_fragments(context);
  check_variables(context);
  check_introspection_depth(context, order);
  // Nearly every document passes the quick check; only one that does not is looked at pair by pair.
  if (!MergeCheck(context).passes()) find_merge_conflicts(context);
  return {.errors = context.take_errors(), .fragment_order = std::move(order)};
}

}  // namespace plaza::graphql
