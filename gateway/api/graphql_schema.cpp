#include "gateway/api/graphql_schema.hpp"

#include "gateway/api/order_types.hpp"
#include "gateway/api/pharmacy_types.hpp"

namespace plaza::gateway {
namespace {

using graphql::Call;
using graphql::Loaded;
using graphql::Slot;
using graphql::SyncResolver;

// A thing by its global id alone.
asio::awaitable<Result<Loaded>> node(Call call) {
  const auto id = call.argument("id").text();
  const auto type = GraphqlTypes::type_of_id(id);
  const auto& request = call.context<GraphqlRequest>();
  const auto as_node = [&type](auto found) -> Result<Loaded> {
    if (!found) return std::unexpected(std::move(found.error()));
    const auto* const object = found->get();
    return Loaded{.keep = std::move(*found),
                  .write = [object, type](Slot& slot) { object == nullptr ? slot.null() : slot.object(object, type); }};
  };
  if (type == "Pharmacy") co_return as_node(co_await request.pharmacies().load(GraphqlTypes::raw_id(type, id)));
  if (type == "Order") co_return as_node(co_await request.orders_by_id().load(GraphqlTypes::raw_id(type, id)));
  co_return Loaded{.keep = nullptr, .write = [](Slot& slot) { slot.null(); }};
}

// Its object is the cursor of the page after, or null.
graphql::TypeSpec page_info() {
  const auto no = SyncResolver([](const Call&, Slot& slot) { slot.boolean(false); });
  const auto nothing = SyncResolver([](const Call&, Slot& slot) { slot.null(); });
  return {
      .kind = graphql::TypeKind::object,
      .name = "PageInfo",
      .description = "Where a page is in its list. Lists are read forwards.",
      .fields = {{.name = "hasNextPage", .type = "Boolean!", .resolve = SyncResolver([](const Call& call, Slot& slot) {
                                                               slot.boolean(call.object_pointer() != nullptr);
                                                             })},
                 {.name = "hasPreviousPage", .type = "Boolean!", .resolve = no},
                 {.name = "startCursor", .type = "String", .resolve = nothing},
                 {.name = "endCursor",
                  .type = "String",
                  .description = "`after` of the next page; null on the last one.",
                  .resolve = SyncResolver([](const Call& call, Slot& slot) {
                    call.object_pointer() == nullptr ? slot.null() : slot.string(call.object<std::string>());
                  })}}};
}

}  // namespace

Result<std::shared_ptr<const graphql::Schema>> make_graphql_schema(const Clock& clock) {
  graphql::SchemaSpec spec;
  spec.description = "All services of the fleet.";
  spec.types.push_back({.kind = graphql::TypeKind::object,
                        .name = "Query",
                        .fields = {{.name = "node",
                                    .type = "Node",
                                    .description = "Anything that has a global id.",
                                    .arguments = {{.name = "id", .type = "ID!"}},
                                    .resolve = graphql::AsyncResolver(node),
                                    .cost = {.calls = 1, .batched = true}}}});
  spec.types.push_back({.kind = graphql::TypeKind::object, .name = "Mutation"});
  spec.mutation = "Mutation";
  spec.types.push_back({.kind = graphql::TypeKind::interface,
                        .name = "Node",
                        .description = "What can be asked for by its id alone.",
                        .fields = {{.name = "id", .type = "ID!"}}});
  spec.types.push_back(page_info());
  GraphqlTypes types(spec);
  add_pharmacies(spec, types);
  add_orders(spec, types, clock);
  return graphql::Schema::build(spec);
}

}  // namespace plaza::gateway
