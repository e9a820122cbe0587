#include "gateway/api/graphql_schema.hpp"

#include <utility>

namespace plaza::gateway {
namespace {

using graphql::Call;
using graphql::Loaded;
using graphql::Slot;
using graphql::SyncResolver;

// A thing by its global id alone.
asio::awaitable<Result<Loaded>> load_node(std::shared_ptr<const NodeLoaders> nodes, Call call) {
  const auto given = call.argument("id").text();
  const auto type = GraphqlTypes::type_of_id(given);
  const auto found = nodes->find(type);
  if (found == nodes->end()) co_return nothing();
  auto loaded = co_await found->second(call, GraphqlTypes::raw_id(type, given));
  if (!loaded) co_return std::unexpected(std::move(loaded.error()));
  // Its type has to be told: the field's own is an interface.
  co_return Loaded{.keep = loaded->keep, .write = [object = loaded->keep.get(), type](Slot& slot) {
                     object == nullptr ? slot.null() : slot.object(object, type);
                   }};
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

Result<std::shared_ptr<const graphql::Schema>> make_graphql_schema(const Clock& clock, const FleetStatusRoute& status) {
  const auto nodes = std::make_shared<NodeLoaders>();
  graphql::SchemaSpec spec;
  spec.description = "All services of the fleet.";
  spec.types.push_back(
      {.kind = graphql::TypeKind::object,
       .name = "Query",
       .fields = {{.name = "node",
                   .type = "Node",
                   .description = "Anything that has a global id.",
                   .arguments = {{.name = "id", .type = "ID!"}},
                   .resolve = graphql::AsyncResolver([nodes](Call call) { return load_node(nodes, call); }),
                   .cost = {.calls = 1, .batched = true}}}});
  spec.types.push_back({.kind = graphql::TypeKind::object, .name = "Mutation"});
  spec.mutation = "Mutation";
  spec.types.push_back({.kind = graphql::TypeKind::interface,
                        .name = "Node",
                        .description = "What can be asked for by its id alone.",
                        .fields = {{.name = "id", .type = "ID!"}}});
  spec.types.push_back(page_info());
  GraphqlTypes types(spec);
  add_pharmacies(spec, types, *nodes);
  add_bookings(spec, types, *nodes, clock);
  add_orders(spec, types, *nodes, clock);
  add_status(spec, types, status);
  return graphql::Schema::build(spec);
}

}  // namespace plaza::gateway
