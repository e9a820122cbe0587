#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gateway/api/fleet_status.hpp"
#include "gateway/api/graphql_request.hpp"
#include "gateway/description/graphql_types.hpp"
#include "gateway/graphql/schema/schema.hpp"
#include "platform/core/clock.hpp"

namespace plaza::gateway {

// One schema over all services: each domain's file adds its types and its root fields. Clock and status outlive it.
Result<std::shared_ptr<const graphql::Schema>> make_graphql_schema(const Clock& clock, const FleetStatusRoute& status);

// How things of one type are found by their own id, for the field `node`.
using NodeLoader = std::function<asio::awaitable<Result<graphql::Loaded>>(graphql::Call call, std::string id)>;
using NodeLoaders = std::map<std::string, NodeLoader, std::less<>>;

void add_pharmacies(graphql::SchemaSpec& spec, GraphqlTypes& types, NodeLoaders& nodes);
void add_bookings(graphql::SchemaSpec& spec, GraphqlTypes& types, NodeLoaders& nodes, const Clock& clock);
void add_orders(graphql::SchemaSpec& spec, GraphqlTypes& types, NodeLoaders& nodes, const Clock& clock);
void add_status(graphql::SchemaSpec& spec, GraphqlTypes& types, const FleetStatusRoute& status);

// A page of a service as a Relay connection: NAMEConnection, NAMEEdge. A service has one cursor for a page, behind
// which the next one begins: the last edge has it, and pageInfo.
//   items_of(page) gives the items, cursor_of(page) the cursor or null.
template <class Page, class ItemsOf, class CursorOf>
void add_connection(graphql::SchemaSpec& spec, const std::string& name, ItemsOf items_of, CursorOf cursor_of) {
  using graphql::Call;
  using graphql::Slot;
  using graphql::SyncResolver;
  using Item = std::remove_cvref_t<decltype(*std::begin(items_of(std::declval<const Page&>())))>;
  struct Edge {
    const Item* node;
    const std::string* cursor;
  };
  const auto edges = [items_of, cursor_of](const Call& call, Slot& slot) {
    const auto& page = call.object<Page>();
    std::vector<Edge> made;
    for (const auto& item : items_of(page)) made.push_back({&item, nullptr});
    if (!made.empty()) made.back().cursor = cursor_of(page);
    slot.list(call.keep(std::move(made)), [](Slot& to, const Edge& edge) { to.object(&edge); });
  };
  const auto nodes = [items_of](const Call& call, Slot& slot) {
    slot.list(items_of(call.object<Page>()), [](Slot& to, const Item& item) { to.object(&item); });
  };
  spec.types.push_back(
      {.kind = graphql::TypeKind::object,
       .name = name + "Edge",
       .fields = {{.name = "node", .type = name + "!", .resolve = SyncResolver([](const Call& call, Slot& slot) {
                                                         slot.object(call.object<Edge>().node);
                                                       })},
                  {.name = "cursor",
                   .type = "String",
                   .description = "`after` of what follows; the last edge of a page has one.",
                   .resolve = SyncResolver([](const Call& call, Slot& slot) {
                     const auto* const cursor = call.object<Edge>().cursor;
                     cursor == nullptr ? slot.null() : slot.string(*cursor);
                   })}}});
  spec.types.push_back(
      {.kind = graphql::TypeKind::object,
       .name = name + "Connection",
       .fields = {
           {.name = "edges", .type = "[" + name + "Edge!]!", .resolve = SyncResolver(edges)},
           {.name = "nodes", .type = "[" + name + "!]!", .resolve = SyncResolver(nodes)},
           {.name = "pageInfo", .type = "PageInfo!", .resolve = SyncResolver([cursor_of](const Call& call, Slot& slot) {
                                                       slot.object(cursor_of(call.object<Page>()));
                                                     })}}});
}

}  // namespace plaza::gateway
