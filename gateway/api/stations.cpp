#include "gateway/api/stations.hpp"

#include <fmt/format.h>

#include "gateway/api/answer.hpp"
#include "gateway/api/common_parameters.hpp"
#include "gateway/api/station_types.hpp"
#include "gateway/api/things.hpp"
#include "platform/core/scopes.hpp"
#include "platform/rpc/grpc/call.hpp"

#include "proto/plaza/booking/v1/methods.hpp"

namespace plaza::gateway {
namespace {

namespace v1 = booking::v1;

constexpr std::int32_t page_max = 100;
constexpr std::int32_t page_standard = 20;
constexpr std::size_t state_characters_max = 100;
constexpr std::size_t body_bytes_max = 1'024;

// As long as the service itself keeps them.
constexpr std::string_view cache_control = "public, max-age=1";

const std::vector<LinkDoc> links_of_a_page{{.name = "firstStation",
                                            .operation = "getStation",
                                            .doc = "One of the page.",
                                            .parameters = {{"name", "$response.body#/items/0/id"}}},
                                           {.name = "nextPage",
                                            .operation = "listStations",
                                            .doc = "The next page, where there is one.",
                                            .parameters = {{"after", "$response.body#/nextCursor"}}}};

struct Capacity {
  v1::SetCapacityRequest request;
  NewCapacity body;
};

ParameterType<std::string> name_parameter() {
  return text_parameter({.characters_max = station_characters_max});
}

ParameterInfo name_info(std::string_view example) {
  return {.doc = "The station's name.", .example = std::string(example)};
}

asio::awaitable<Result<v1::Station>> read_station(rpc::Channel& channel, RequestContext context,
                                                  v1::GetStationRequest request) {
  const auto name = request.name();
  auto found = co_await rpc::call<v1::GetStation>(channel, std::move(context), std::move(request));
  if (!found) co_return std::unexpected(about("station", name, std::move(found.error())));
  co_return std::move(*found->mutable_station());
}

asio::awaitable<Result<http::Response>> change_capacity(rpc::Channel& channel, RequestContext context,
                                                        v1::SetCapacityRequest request) {
  const auto name = request.station();
  const auto done = co_await rpc::call<v1::SetCapacity>(channel, std::move(context), std::move(request));
  if (!done) co_return std::unexpected(about("station", name, done.error()));
  auto response = http::json(200, to_json(done->day()));
  response.headers.add("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

void Stations::describe(Api& api) const {
  api.add(Tag{.name = "Stations",
              .doc = "Where one can be vaccinated in Malaysia, and how many places each day has left."});
  api.add(list(api));
  api.add(one(api));
  api.add(set_capacity(api));
}

Operation Stations::list(Api& api) const {
  using Asked = v1::ListStationsRequest;
  auto parameters =
      Parameters<Asked>().query("state", text_parameter({.characters_max = state_characters_max}),
                                [](Asked& asked, std::string state) { asked.set_state(std::move(state)); },
                                {.doc = "Only those of this state or federal territory.", .example = R"("Selangor")"});
  add_page(parameters, page_max, page_standard, "`nextCursor` of the page before, of the same state.");
  return {.path = "/api/v1/stations",
          .id = "listStations",
          .tag = "Stations",
          .summary = "List stations",
          .doc = "In the order of their names, each with its days.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::ListStationsResponse>("A page of stations.", cached_headers(), links_of_a_page)},
          .same_for_all = true,
          .handler = json_answer(
              std::move(parameters), std::string(cache_control), [this](const http::Request& request, Asked asked) {
                return rpc::call<v1::ListStations>(channels_.of(request.worker()), request.context, std::move(asked));
              })};
}

Operation Stations::one(Api& api) const {
  using Asked = v1::GetStationRequest;
  auto parameters = Parameters<Asked>().path(
      "name", name_parameter(), [](Asked& asked, std::string name) { asked.set_name(std::move(name)); },
      name_info(R"("PWTC")"));
  return {.path = "/api/v1/stations/{name}",
          .id = "getStation",
          .tag = "Stations",
          .summary = "Read one station",
          .doc = "With the places that its days have left, in the order of the days.",
          .parameters = parameters.documentation(),
          .answers = {api.answer<v1::Station>("The station.", cached_headers())},
          .problems = {"not-found"},
          .same_for_all = true,
          .handler = json_answer(
              std::move(parameters), std::string(cache_control), [this](const http::Request& request, Asked asked) {
                return read_station(channels_.of(request.worker()), request.context, std::move(asked));
              })};
}

Operation Stations::set_capacity(Api& api) const {
  auto parameters =
      Parameters<Capacity>()
          .path(
              "name", name_parameter(),
              [](Capacity& asked, std::string name) { asked.request.set_station(std::move(name)); },
              name_info(R"("Axiata Arena Bukit Jalil")"))
          .path("date", date_parameter(),
                [](Capacity& asked, std::string date) { asked.request.set_date(std::move(date)); },
                {.doc = "The day; one that the station did not have is added.", .example = R"("2021-05-16")"});
  return {
      .method = http::Method::put,
      .path = "/api/v1/stations/{name}/days/{date}",
      .id = "setStationCapacity",
      .tag = "Stations",
      .summary = "Set how many places a day has",
      .doc = "While people book, too. Fewer than are taken cannot be: 409.",
      .parameters = parameters.documentation(),
      .body = api.body<NewCapacity>("How many places there are to be.", R"({"capacity":8000})"),
      .answers = {api.answer<v1::StationDay>("The day as it is now.")},
      .problems = {"not-found", "conflict", "unsupported-media-type"},
      .body_bytes_max = body_bytes_max,
      .scope = std::string(scope_operator),
      .handler = answer_to_body(std::move(parameters), bodies_, [this](const http::Request& request, Capacity asked) {
        asked.request.set_capacity(asked.body.capacity);
        return change_capacity(channels_.of(request.worker()), request.context, std::move(asked.request));
      })};
}

}  // namespace plaza::gateway
