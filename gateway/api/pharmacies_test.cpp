#include "gateway/api/pharmacies.hpp"

#include <gtest/gtest.h>

#include "gateway/api/fake_service_test.hpp"
#include "gateway/api/pages.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

namespace wire = pharmacy::wire;
using pharmacy::GetFeed;
using pharmacy::GetMany;
using pharmacy::GetMap;
using pharmacy::Search;

wire::Pharmacy pharmacy_named(const std::string& id) {
  wire::Pharmacy pharmacy;
  pharmacy.id = id;
  pharmacy.name = "大學藥局";
  return pharmacy;
}

class PharmacyRoutes : public testing::RouteTest {
 protected:
  PharmacyRoutes() {
    pharmacies_.describe(api_);
    api_.add_routes(router_);
    service_.answer<Search>([this](const wire::SearchRequest& request) -> Result<wire::SearchReply> {
      searched_ = request;
      wire::SearchReply reply;
      reply.pharmacies.push_back(pharmacy_named("5901012025"));
      return reply;
    });
  }

  // The problem that a failure of the service becomes.
  http::Response failing(const Error& error) {
    service_.answer<Search>([error](const auto&) -> Result<wire::SearchReply> { return std::unexpected(error); });
    return get("/api/v1/pharmacies");
  }

  std::unique_ptr<rpc::Channel> map_channel_ = service_.channel();
  MapDocument map_{clock_, std::chrono::minutes{10}};
  Pharmacies pharmacies_{channels_, map_, clock_};
  Api api_;
  wire::SearchRequest searched_;
};

TEST_F(PharmacyRoutes, a_search_is_answered_with_a_page) {
  const auto response = get("/api/v1/pharmacies");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=1");
  EXPECT_EQ(response.text(),
            R"({"items":[{"id":"5901012025","name":"大學藥局","phone":null,"address":"","latitude":null,)"
            R"("longitude":null,"mask":null}],"nextCursor":null})");
  EXPECT_EQ(searched_, wire::SearchRequest());
  EXPECT_EQ(service_.caller->request_id, "the-request");
}

TEST_F(PharmacyRoutes, every_parameter_reaches_the_service) {
  const auto response =
      get("/api/v1/pharmacies?near=25.0478,121.5170&within=24.9,121.4,25.2,121.7&radius=1500&in_stock=child&"
          "openAt=2021-08-03T02:53:25Z&q=%E5%8F%B0&first=5&after=abc");
  ASSERT_EQ(response.status, 200U) << response.text();
  EXPECT_EQ(searched_.near.latitude, 25.0478);
  EXPECT_EQ(searched_.near.longitude, 121.517);
  EXPECT_EQ(searched_.within.north, 25.2);
  EXPECT_EQ(searched_.within.east, 121.7);
  EXPECT_EQ(searched_.radiusMetres, 1500);
  EXPECT_EQ(searched_.inStock, wire::MaskKind::CHILD);
  EXPECT_EQ(searched_.openAtMs, 1'627'959'205'000);
  EXPECT_EQ(searched_.query, "台");
  EXPECT_EQ(searched_.first, 5);
  EXPECT_EQ(searched_.after, "abc");
  EXPECT_TRUE(searched_.__isset.near && searched_.__isset.within && searched_.__isset.radiusMetres &&
              searched_.__isset.inStock && searched_.__isset.openAtMs && searched_.__isset.query &&
              searched_.__isset.after);
}

TEST_F(PharmacyRoutes, open_at_now_is_the_clocks_time) {
  (void)get("/api/v1/pharmacies?openAt=now");
  EXPECT_EQ(searched_.openAtMs, clock_.now().time_since_epoch().count());
}

TEST_F(PharmacyRoutes, bad_parameters_never_reach_the_service) {
  const auto response = get("/api/v1/pharmacies?near=here&frist=5");
  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  EXPECT_NE(response.text().find(R"({"pointer":"near","detail":"must be LATITUDE,LONGITUDE in degrees)"),
            std::string_view::npos);
  EXPECT_NE(response.text().find("did you mean first?"), std::string_view::npos);
  EXPECT_EQ(service_.calls, 0);
}

TEST_F(PharmacyRoutes, failures_of_the_service_become_problems) {
  struct Expected {
    Code code;
    unsigned status;
    std::string_view type;
  };
  for (const auto& [code, status, type] : {
           Expected{Code::invalid_argument, 400, "invalid-request"},
           Expected{Code::unavailable, 503, "unavailable"},
           Expected{Code::resource_exhausted, 503, "unavailable"},
           Expected{Code::cancelled, 503, "unavailable"},
           Expected{Code::deadline_exceeded, 504, "deadline-exceeded"},
           Expected{Code::internal, 500, "internal"},
           Expected{Code::unimplemented, 500, "internal"},
           Expected{Code::data_loss, 500, "internal"},
       }) {
    const auto response = failing({.code = code, .message = "why"});
    EXPECT_EQ(response.status, status) << to_string(code);
    EXPECT_NE(response.text().find(fmt::format("/problems/{}\"", type)), std::string_view::npos) << response.text();
    EXPECT_EQ(response.headers.contains("Retry-After"), status == 503) << to_string(code);
  }
}

TEST_F(PharmacyRoutes, a_services_limit_for_this_client_is_429_and_its_faults_keep_their_names) {
  const auto limited = failing({.code = Code::resource_exhausted, .message = "slow down", .reason = "RATE_LIMITED"});
  EXPECT_EQ(limited.status, 429U);
  const auto refused = failing(
      {.code = Code::invalid_argument, .message = "no", .fields = {{.pointer = "radius", .detail = "needs near"}}});
  EXPECT_NE(refused.text().find(R"("errors":[{"pointer":"radius","detail":"needs near"}])"), std::string_view::npos)
      << refused.text();
}

TEST_F(PharmacyRoutes, what_went_wrong_inside_the_fleet_is_not_told) {
  const auto response = failing({.code = Code::internal, .message = "segment 7 at 10.0.0.3"});
  EXPECT_EQ(response.text().find("segment"), std::string_view::npos) << response.text();
}

TEST_F(PharmacyRoutes, one_pharmacy_is_found_by_its_id) {
  service_.answer<GetMany>([](const wire::GetManyRequest& request) -> Result<wire::GetManyReply> {
    wire::GetManyReply reply;
    if (request.ids == std::vector<std::string>{"592202A054"}) reply.pharmacies.push_back(pharmacy_named("592202A054"));
    return reply;
  });
  const auto found = get("/api/v1/pharmacies/592202A054");
  EXPECT_EQ(found.status, 200U);
  EXPECT_TRUE(found.text().starts_with(R"({"id":"592202A054",)"));
  const auto unknown = get("/api/v1/pharmacies/0000000000");
  EXPECT_EQ(unknown.status, 404U);
  EXPECT_NE(unknown.text().find("no pharmacy has the id 0000000000"), std::string_view::npos);
  EXPECT_EQ(get("/api/v1/pharmacies/" + std::string(33, '5')).status, 400U);
  EXPECT_EQ(get("/api/v1/pharmacies/592202A054?first=1").status, 400U);
}

TEST_F(PharmacyRoutes, the_feed_is_answered_as_it_is) {
  service_.answer<GetFeed>([](const auto&) -> Result<wire::Feed> {
    wire::Feed feed;
    feed.source = "http://feed";
    feed.__set_updatedAtMs(1'627'959'205'000);
    feed.rows = 6466;
    return feed;
  });
  const auto response = get("/api/v1/feeds/pharmacy");
  EXPECT_EQ(response.text(),
            R"({"source":"http://feed","syncedAt":null,"updatedAt":"2021-08-03T02:53:25Z","rows":6466,)"
            R"("rejectedRows":0,"ageSeconds":null,"stale":false})");
  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=1");
}

class MapRoute : public PharmacyRoutes {
 protected:
  MapRoute() {
    service_.answer<GetMap>([this](const wire::GetMapRequest& request) -> Result<wire::GetMapReply> {
      if (away_) return fail(Code::unavailable, "connection refused");
      asked_with_.push_back(request.__isset.knownVersion ? request.knownVersion : "");
      wire::GetMapReply reply;
      reply.version = version_;
      if (!request.__isset.knownVersion || request.knownVersion != version_) {
        reply.__set_document("{\"version\":\"" + version_ + "\"}");
      }
      return reply;
    });
  }

  bool refresh() { return testing::run_on(workers_[0], map_.refresh(*map_channel_)).has_value(); }

  std::string version_ = "v1";
  bool away_ = false;
  std::vector<std::string> asked_with_;
};

TEST_F(MapRoute, before_the_first_answer_there_is_no_map) {
  const auto response = get("/api/v1/pharmacies/map");
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(response.headers.get("Retry-After"), "1");
}

TEST_F(MapRoute, the_map_is_one_document_with_its_tag_until_there_is_a_newer_one) {
  ASSERT_TRUE(refresh());
  const auto first = get("/api/v1/pharmacies/map");
  EXPECT_EQ(first.text(), R"({"version":"v1"})");
  ASSERT_TRUE(refresh());
  EXPECT_EQ(std::get<std::shared_ptr<const http::Document>>(get("/api/v1/pharmacies/map").body),
            std::get<std::shared_ptr<const http::Document>>(first.body));
  version_ = "v2";
  ASSERT_TRUE(refresh());
  const auto second = get("/api/v1/pharmacies/map");
  EXPECT_EQ(second.text(), R"({"version":"v2"})");
  EXPECT_NE(second.headers.get("ETag"), first.headers.get("ETag"));
  EXPECT_EQ(asked_with_, (std::vector<std::string>{"", "v1", "v1"}));
}

TEST_F(MapRoute, requests_do_not_make_the_service_work) {
  ASSERT_TRUE(refresh());
  const auto calls = service_.calls;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(get("/api/v1/pharmacies/map").status, 200U);
  EXPECT_EQ(service_.calls, calls);
}

TEST_F(MapRoute, while_the_service_is_away_the_last_map_is_served_for_a_while) {
  ASSERT_TRUE(refresh());
  away_ = true;
  clock_.advance(std::chrono::minutes{10});
  EXPECT_FALSE(refresh());
  EXPECT_EQ(get("/api/v1/pharmacies/map").status, 200U);
  clock_.advance(milliseconds{1});
  EXPECT_EQ(get("/api/v1/pharmacies/map").status, 503U);
  away_ = false;
  ASSERT_TRUE(refresh());
  EXPECT_EQ(get("/api/v1/pharmacies/map").status, 200U);
}

TEST_F(MapRoute, takes_no_parameters) {
  EXPECT_EQ(get("/api/v1/pharmacies/map?first=1").status, 400U);
}

class Pages : public PharmacyRoutes {
 protected:
  Pages() { add_pages(router_, api_); }
};

TEST_F(Pages, the_contract_names_every_route) {
  const auto response = get("/openapi.json");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  for (const auto& operation : api_.operations()) {
    EXPECT_NE(response.text().find(fmt::format(R"("operationId":"{}")", operation.id)), std::string_view::npos)
        << operation.id;
  }
}

TEST_F(Pages, the_root_page_leads_to_what_is_here) {
  const auto response = get("/");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/html; charset=utf-8");
  for (const auto* target : {"/api/v1/pharmacies", "/api/v1/feeds/pharmacy", "/openapi.json", "/problems", "/readyz"}) {
    EXPECT_NE(response.text().find(fmt::format("href=\"{}\"", target)), std::string_view::npos) << target;
  }
  EXPECT_EQ(get("/favicon.ico").headers.get("Content-Type"), "image/svg+xml");
}

}  // namespace
}  // namespace plaza::gateway
