#include "gateway/api/pharmacies.hpp"

#include "gateway/api/answer.hpp"
#include "gateway/api/pharmacy_types.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

namespace wire = pharmacy::wire;

constexpr std::int32_t page_max = 100;
constexpr std::int32_t page_standard = 20;
// The service takes 256 bytes of text, and a character has at most four.
constexpr std::size_t query_characters_max = 64;
constexpr std::size_t id_characters_max = 32;
// Half the earth's circumference: nothing is farther away.
constexpr double radius_metres_min = 1;
constexpr double radius_metres_max = 20'000'000;

// Figures change every half minute at most; a second spares the gateway from clients that ask again and again.
constexpr std::string_view cache_control = "public, max-age=1";

wire::Position to_wire(const Point& point) {
  wire::Position position;
  position.latitude = point.latitude;
  position.longitude = point.longitude;
  return position;
}

wire::Box to_wire(const PointBox& from) {
  wire::Box box;
  box.south = from.south;
  box.west = from.west;
  box.north = from.north;
  box.east = from.east;
  return box;
}

// "now" or a time.
ParameterType<Timestamp> now_or_time_parameter(const Clock& clock) {
  auto time = time_parameter();
  return {.schema = R"({"anyOf":[{"type":"string","const":"now"},)" + time.schema + "]}",
          .parse = [&clock, time](std::string_view text) -> std::expected<Timestamp, std::string> {
            if (text == "now") return Timestamp{clock.now().time_since_epoch().count()};
            if (auto given = time.parse(text)) return *given;
            return std::unexpected("must be now, or a time as RFC 3339 writes it, 2021-08-03T02:53:25Z");
          }};
}

Parameters<wire::SearchRequest> search_parameters(const Clock& clock) {
  using Search = wire::SearchRequest;
  return Parameters<Search>()
      .query(
          "near", point_parameter(), [](Search& s, const Point& point) { s.__set_near(to_wire(point)); },
          {.doc = "Nearest to this point first: LATITUDE,LONGITUDE in degrees. Those without a position are left out.",
           .example = R"("25.0478,121.5170")"})
      .query(
          "within", box_parameter(), [](Search& s, const PointBox& box) { s.__set_within(to_wire(box)); },
          {.doc = "Only those in this box: SOUTH,WEST,NORTH,EAST in degrees.", .example = R"("24.9,121.4,25.2,121.7")"})
      .query("radius", number_parameter(radius_metres_min, radius_metres_max), &Search::__set_radiusMetres,
             {.doc = "Only those at most this many metres from `near`, which it needs.", .example = "1500"})
      .query("inStock", word_parameter<wire::MaskKind::type>(), &Search::__set_inStock,
             {.doc = "Only those with at least one mask of this kind.", .example = R"("adult")"})
      .query(
          "openAt", now_or_time_parameter(clock), [](Search& s, Timestamp time) { s.__set_openAtMs(time.ms); },
          {.doc = "Only those known to be open then: `now`, or a time as RFC 3339 writes it.", .example = R"("now")"})
      .query("q", text_parameter({.characters_min = 0, .characters_max = query_characters_max}), &Search::__set_query,
             {.doc = "Part of the name or the address. Full-width digits, 台 and 臺, and blanks make no difference.",
              .example = R"("台北市中正區")"})
      .query("first", integer_parameter(1, page_max, page_standard), &Search::__set_first,
             {.doc = "How many at most.", .example = "5"})
      .query("after", cursor_parameter(), &Search::__set_after,
             {.doc = "`nextCursor` of the page before, of the same search."});
}

// The map document is written by the service; this is its form. fields names what stands in a row.
constexpr std::string_view map_schema =
    R"({"type":"object","description":"The whole map, as compact as it gets: a row for every pharmacy.",)"
    R"("required":["version","updatedAt","fields","rows"],"additionalProperties":false,"properties":{)"
    R"("version":{"type":"string","description":"Equal for equal maps.","pattern":"^[0-9a-f]{16}$"},)"
    R"("updatedAt":{"type":["string","null"],"format":"date-time","description":"The source's own time."},)"
    R"("fields":{"type":"array","description":"What stands in a row, in this order.","items":{"type":"string"},)"
    R"("examples":[["id","latitude","longitude","adult","child","openPeriods"]]},)"
    R"("rows":{"type":"array","description":"Sorted by id; null stands for what is unknown.","items":{"type":"array",)"
    // prefixItems would say the type of each place, but common tools do not read it.
    R"("minItems":6,"maxItems":6,"items":{"type":["string","number","null"]},)"
    R"("examples":[["5901012025",25.0145,121.5345,240,50,"NNNNNNYNNNNNNYNNNNNNY"]]}}}})";

const std::vector<LinkDoc> links_of_a_page{
    {.name = "firstPharmacy",
     .operation = "getPharmacy",
     .doc = "One of the page, without its distance.",
     .parameters = {{"id", "$response.body#/items/0/id"}}},
    {.name = "nextPage",
     .operation = "listPharmacies",
     .doc = "The next page, where there is one: the same search again, with its cursor.",
     .parameters = {{"after", "$response.body#/nextCursor"}}}};

const std::vector<std::string_view> needs_the_service{"unavailable", "deadline-exceeded"};

asio::awaitable<Result<wire::Pharmacy>> get_one(rpc::Channel& channel, RequestContext context,
                                                wire::GetManyRequest request) {
  const auto id = request.ids.front();
  auto reply = co_await rpc::call<pharmacy::GetMany>(channel, std::move(context), std::move(request));
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  if (reply->pharmacies.empty()) co_return fail(Code::not_found, "no pharmacy has the id " + id);
  co_return std::move(reply->pharmacies.front());
}

}  // namespace

void Pharmacies::describe(Api& api) const {
  api.add(Tag{.name = "Pharmacies", .doc = "The mask map of Taiwan, from the open-data feed of 2020 to 2022."});
  api.add(list(api));
  api.add(map(api));
  api.add(one(api));
  api.add(feed(api));
}

Operation Pharmacies::list(Api& api) const {
  auto parameters = search_parameters(clock_);
  return {.path = "/api/v1/pharmacies",
          .id = "listPharmacies",
          .tag = "Pharmacies",
          .summary = "Find pharmacies",
          .doc = "Nearest first with `near`, otherwise by id; each with the masks that it has left.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<wire::SearchReply>("A page of pharmacies.", cached_headers(), links_of_a_page)},
          .problems = needs_the_service,
          .same_for_all = true,
          .handler = json_answer(std::move(parameters), std::string(cache_control),
                                 [this](const http::Request& request, wire::SearchRequest search) {
                                   return pages_.search(channels_.of(request.worker()), request.worker(),
                                                        request.context, std::move(search));
                                 })};
}

Operation Pharmacies::one(Api& api) const {
  auto parameters = Parameters<wire::GetManyRequest>().path(
      "id", text_parameter({.characters_max = id_characters_max}),
      [](wire::GetManyRequest& request, std::string id) { request.ids.push_back(std::move(id)); },
      {.doc = "The institution's code.", .example = R"("5901012025")"});
  return {.path = "/api/v1/pharmacies/{id}",
          .id = "getPharmacy",
          .tag = "Pharmacies",
          .summary = "Read one pharmacy",
          .doc = "Without `distance`: that is a matter of searches.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<wire::Pharmacy>("The pharmacy.", cached_headers())},
          .problems = {"not-found", "unavailable", "deadline-exceeded"},
          .same_for_all = true,
          .handler = json_answer(std::move(parameters), std::string(cache_control),
                                 [this](const http::Request& request, wire::GetManyRequest ids) {
                                   return get_one(channels_.of(request.worker()), request.context, std::move(ids));
                                 })};
}

Operation Pharmacies::map(Api& api) const {
  api.schemas().add("PharmacyMap", std::string(map_schema));
  Parameters<NoParameters> parameters;
  return {.path = "/api/v1/pharmacies/map",
          .id = "getPharmacyMap",
          .tag = "Pharmacies",
          .summary = "Read the whole map",
          .doc =
              "All pharmacies as one compact document per snapshot: what a map client loads first. The gateway looks "
              "for a new one every second; while the service is away the last one is served on.",
          .answers = {{.doc = "The map.",
                       .schema = R"({"$ref":"#/components/schemas/PharmacyMap"})",
                       .headers = cached_headers()}},
          .problems = needs_the_service,
          .handler = http::PlainHandler([this, parameters](http::Request& request) {
            if (const auto read = parameters.read(request); !read) return http::problem(request, read.error());
            auto document = map_.present();
            if (!document) return http::problem(request, document.error());
            auto response = http::document(std::move(*document));
            response.headers.add("Cache-Control", cache_control);
            return response;
          })};
}

Operation Pharmacies::feed(Api& api) const {
  return {.path = "/api/v1/feeds/pharmacy",
          .id = "getPharmacyFeed",
          .tag = "Pharmacies",
          .summary = "Read how fresh the figures are",
          .doc = "Where they come from, when they were last read, and whether they may be older than they look.",
          .answers = {api.answer<wire::Feed>("The feed.", cached_headers())},
          .problems = needs_the_service,
          .same_for_all = true,
          .handler = json_answer(Parameters<NoParameters>(), std::string(cache_control),
                                 [this](const http::Request& request, NoParameters) {
                                   return rpc::call<pharmacy::GetFeed>(channels_.of(request.worker()), request.context,
                                                                       {});
                                 })};
}

}  // namespace plaza::gateway
