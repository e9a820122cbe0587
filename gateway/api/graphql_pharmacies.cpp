// The mask map in GraphQL.
#include "gateway/api/graphql_request.hpp"
#include "gateway/api/graphql_schema.hpp"
#include "gateway/api/pharmacy_types.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

namespace wire = pharmacy::wire;
using graphql::Call;
using graphql::Loaded;

constexpr std::int64_t query_characters_max = 64;

Result<wire::SearchRequest> search_of(const Call& call) {
  wire::SearchRequest search;
  const auto first = page_size(call);
  if (!first) return std::unexpected(first.error());
  search.__set_first(*first);
  if (const auto& near = call.argument("near"); near.has_value()) {
    wire::Position position;
    position.latitude = near["latitude"].as_number();
    position.longitude = near["longitude"].as_number();
    search.__set_near(position);
  }
  if (const auto& within = call.argument("within"); within.has_value()) {
    wire::Box box;
    box.south = within["south"].as_number();
    box.west = within["west"].as_number();
    box.north = within["north"].as_number();
    box.east = within["east"].as_number();
    search.__set_within(box);
  }
  if (const auto& radius = call.argument("radius"); radius.has_value()) search.__set_radiusMetres(radius.as_number());
  if (const auto& kind = call.argument("inStock"); kind.has_value()) {
    search.__set_inStock(kind.text() == "ADULT" ? wire::MaskKind::ADULT : wire::MaskKind::CHILD);
  }
  if (const auto& time = call.argument("openAt"); time.has_value()) search.__set_openAtMs(time.as_integer());
  if (const auto& text = call.argument("query"); text.has_value()) {
    if (text.text().size() > 4 * query_characters_max) {
      return fail(Code::invalid_argument, "query has at most 64 characters");
    }
    search.__set_query(std::string(text.text()));
  }
  if (const auto& after = call.argument("after"); after.has_value()) search.__set_after(std::string(after.text()));
  return search;
}

asio::awaitable<Result<Loaded>> search(Call call) {
  auto asked = search_of(call);
  if (!asked) co_return std::unexpected(std::move(asked.error()));
  const auto& request = call.context<GraphqlRequest>();
  auto reply = co_await rpc::call<pharmacy::Search>(request.pharmacy(), request.context(call), std::move(*asked));
  if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
  co_return loaded(std::move(*reply));
}

asio::awaitable<Result<Loaded>> by_id(Call call, std::string id) {
  auto found = co_await call.context<GraphqlRequest>().pharmacies_by_id().load(std::move(id));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return loaded(std::move(*found));
}

asio::awaitable<Result<Loaded>> one(Call call) {
  return by_id(call, GraphqlTypes::raw_id("Pharmacy", call.argument("id").text()));
}

asio::awaitable<Result<Loaded>> feed(Call call) {
  const auto& request = call.context<GraphqlRequest>();
  auto reply = co_await rpc::call<pharmacy::GetFeed>(request.pharmacy(), request.context(call), {});
  if (!reply) co_return std::unexpected(for_clients(std::move(reply.error())));
  co_return loaded(std::move(*reply));
}

}  // namespace

void add_pharmacies(graphql::SchemaSpec& spec, GraphqlTypes& types, NodeLoaders& nodes) {
  types.add_node<wire::Pharmacy>();
  nodes.emplace("Pharmacy", by_id);
  types.name_of<wire::MaskKind::type>();
  types.name_of<wire::Feed>();
  add_connection<wire::SearchReply>(
      spec, "Pharmacy", [](const wire::SearchReply& page) -> const auto& { return page.pharmacies; },
      [](const wire::SearchReply& page) { return page.__isset.nextCursor ? &page.nextCursor : nullptr; });
  spec.types.push_back({.kind = graphql::TypeKind::input_object,
                        .name = "PointInput",
                        .description = "A place, in degrees (WGS 84).",
                        .inputs = {{.name = "latitude", .type = "Float!"}, {.name = "longitude", .type = "Float!"}}});
  spec.types.push_back({.kind = graphql::TypeKind::input_object,
                        .name = "BoxInput",
                        .description = "An area between two parallels and two meridians, in degrees (WGS 84).",
                        .inputs = {{.name = "south", .type = "Float!"},
                                   {.name = "west", .type = "Float!"},
                                   {.name = "north", .type = "Float!"},
                                   {.name = "east", .type = "Float!"}}});
  auto& query = spec.type("Query");
  query.fields.push_back(
      {.name = "pharmacies",
       .type = "PharmacyConnection!",
       .description = "Pharmacies, nearest first with `near`, otherwise by id; each with the masks that it has left.",
       .arguments = {{.name = "near", .type = "PointInput"},
                     {.name = "within", .type = "BoxInput"},
                     {.name = "radius", .type = "Float", .description = "Metres from `near`, which it needs."},
                     {.name = "inStock", .type = "MaskKind"},
                     {.name = "openAt", .type = "DateTime"},
                     {.name = "query", .type = "String", .description = "Part of the name or the address."},
                     {.name = "first", .type = "Int", .default_value = "20"},
                     {.name = "after", .type = "String"}},
       .resolve = graphql::AsyncResolver(search),
       .cost = {.calls = 1, .size_argument = "first"},
       .same_for_all = true});
  query.fields.push_back({.name = "pharmacy",
                          .type = "Pharmacy",
                          .arguments = {{.name = "id", .type = "ID!"}},
                          .resolve = graphql::AsyncResolver(one),
                          .cost = {.calls = 1, .batched = true},
                          .same_for_all = true});
  query.fields.push_back({.name = "pharmacyFeed",
                          .type = "Feed!",
                          .description = "How fresh the figures are.",
                          .resolve = graphql::AsyncResolver(feed),
                          .cost = {.calls = 1},
                          .same_for_all = true});
}

}  // namespace plaza::gateway
