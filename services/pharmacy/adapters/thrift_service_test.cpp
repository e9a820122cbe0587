#include "services/pharmacy/adapters/thrift_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using testing::id;
using testing::point;
using testing::taiwan;

struct Service : ::testing::Test {
  Service() { serve(5); }
  // A snapshot in which the first has so many masks.
  void serve(std::int32_t adult) {
    auto snapshot = testing::snapshot(
        {point(id(1), {25.05, 121.52}, "NNNNNNYNNNNNNYNNNNNNY"), point(id(2), {25.05, 121.53})},
        {{.id = id(1), .adult = adult, .name = "榮星藥局"}, {.id = id(2), .adult = 0}, {.id = id(3)}});
    auto map = make_map_document(*snapshot);
    present->set({.snapshot = std::move(snapshot),
                  .map = std::move(map),
                  .feed = {.source = "http://127.0.0.1/maskdata.csv",
                           .synced_at = clock.now(),
                           .synced = clock.steady_now(),
                           .updated_at = taiwan("2020/02/14 14:16:05"),
                           .rows = 3,
                           .rejected_rows = 1}});
  }

  ManualClock clock{testing::taiwan("2020/02/14 14:20:00")};
  std::shared_ptr<Present> present = std::make_shared<Present>();
  // The page as a client reads it.
  Result<wire::SearchReply> search(const wire::SearchRequest& request) {
    const auto page = service.search(request, 0);
    if (!page) return std::unexpected(page.error());
    rpc::ByteBuffer bytes;
    rpc::FrameWriter writer(bytes);
    writer.begin(apache::thrift::protocol::T_REPLY, "search", 1);
    page->write(&writer);
    writer.end();
    rpc::FrameReader reader({});
    reader.begin(bytes.bytes().subspan(4));
    wire::SearchReply reply;
    reply.read(&reader);
    reader.end();
    return reply;
  }

  ThriftService service{present, clock, {}, 1};
};

wire::SearchRequest near_first() {
  wire::SearchRequest request;
  wire::Position position;
  position.latitude = 25.05;
  position.longitude = 121.519;
  request.__set_near(position);
  return request;
}

TEST_F(Service, search_answers_every_field) {
  const auto reply = search(near_first());
  ASSERT_TRUE(reply) << reply.error().message;
  ASSERT_EQ(reply->pharmacies.size(), 2);
  const auto& first = reply->pharmacies[0];
  EXPECT_EQ(first.id, id(1).view());
  EXPECT_EQ(first.name, "榮星藥局");
  EXPECT_EQ(first.phone, "(02)1");
  EXPECT_EQ(first.position.longitude, 121.52);
  EXPECT_EQ(first.openPeriods, "NNNNNNYNNNNNNYNNNNNNY");
  EXPECT_TRUE(first.openNow);
  EXPECT_NEAR(first.distanceMetres, 100.7, 0.1);
  EXPECT_EQ(first.mask.adult, 5);
  EXPECT_EQ(first.mask.updatedAtMs, taiwan("2020/02/14 14:16:05").time_since_epoch().count());
  EXPECT_FALSE(first.mask.stale);
  EXPECT_FALSE(reply->pharmacies[1].__isset.openNow);
  EXPECT_FALSE(reply->__isset.nextCursor);
}

TEST_F(Service, a_second_answer_is_the_same_as_the_first) {
  const auto first = search(near_first());
  EXPECT_EQ(*search(near_first()), *first);
}

TEST_F(Service, search_tells_the_time_of_each_answer_also_without_a_new_snapshot) {
  EXPECT_TRUE(search(near_first())->pharmacies[0].openNow);
  clock.jump_to(taiwan("2020/02/16 14:20:00"));  // a Sunday
  const auto on_sunday = search(near_first());
  EXPECT_FALSE(on_sunday->pharmacies[0].openNow);
  EXPECT_TRUE(on_sunday->pharmacies[0].__isset.openNow);
  clock.advance(FreshnessLimits{}.stale_after + milliseconds{1});
  EXPECT_TRUE(search(near_first())->pharmacies[0].mask.stale);
}

TEST_F(Service, search_answers_from_a_new_snapshot_at_once) {
  EXPECT_EQ(search(near_first())->pharmacies[0].mask.adult, 5);
  serve(17);
  EXPECT_EQ(search(near_first())->pharmacies[0].mask.adult, 17);
}

TEST_F(Service, search_without_a_place_has_no_distance_and_an_unknown_place_no_position) {
  const auto reply = search({});
  ASSERT_EQ(reply->pharmacies.size(), 3);
  EXPECT_FALSE(reply->pharmacies[0].__isset.distanceMetres);
  EXPECT_FALSE(reply->pharmacies[2].__isset.position);
}

TEST_F(Service, search_passes_on_all_filters) {
  auto request = near_first();
  request.__set_radiusMetres(5'000);
  request.__set_inStock(wire::MaskKind::ADULT);
  request.__set_openAtMs(clock.now().time_since_epoch().count());
  request.__set_query("榮星");
  wire::Box box;
  box.south = 25;
  box.north = 26;
  box.west = 121;
  box.east = 122;
  request.__set_within(box);
  EXPECT_EQ(search(request)->pharmacies.size(), 1);
  request.__set_inStock(wire::MaskKind::CHILD);
  request.__set_query("大山");
  EXPECT_TRUE(search(request)->pharmacies.empty());
}

TEST_F(Service, search_can_be_continued) {
  wire::SearchRequest request;
  request.first = 2;
  const auto page = search(request);
  ASSERT_TRUE(page->__isset.nextCursor);
  request.__set_after(page->nextCursor);
  EXPECT_EQ(search(request)->pharmacies.at(0).id, id(3).view());
}

TEST_F(Service, search_names_wrong_parameters) {
  wire::SearchRequest request;
  request.first = 0;
  EXPECT_EQ(search(request).error().fields.at(0).pointer, "first");
  request.__set_inStock(static_cast<wire::MaskKind::type>(7));
  EXPECT_EQ(search(request).error().fields.at(0).pointer, "inStock");
}

TEST_F(Service, many_come_in_the_order_of_their_ids_and_unknown_ones_are_left_out) {
  wire::GetManyRequest request;
  request.ids = {std::string(id(3).view()), "unknown", "5999999999", std::string(id(1).view())};
  const auto reply = service.get_many(request);
  ASSERT_EQ(reply->pharmacies.size(), 2);
  EXPECT_EQ(reply->pharmacies[0].id, id(3).view());
  EXPECT_EQ(reply->pharmacies[1].id, id(1).view());
  request.ids.assign(101, "5900000001");
  EXPECT_EQ(service.get_many(request).error().code, Code::invalid_argument);
}

TEST_F(Service, map_is_sent_only_to_those_who_do_not_have_it) {
  wire::GetMapRequest request;
  const auto first = service.get_map(request);
  EXPECT_TRUE(first->__isset.document);
  request.__set_knownVersion(first->version);
  EXPECT_FALSE(service.get_map(request)->__isset.document);
  request.__set_knownVersion("another");
  EXPECT_TRUE(service.get_map(request)->__isset.document);
}

TEST_F(Service, feed_tells_its_freshness) {
  const auto feed = service.get_feed();
  EXPECT_EQ(feed->source, "http://127.0.0.1/maskdata.csv");
  EXPECT_EQ(feed->rows, 3);
  EXPECT_EQ(feed->rejectedRows, 1);
  EXPECT_EQ(feed->ageSeconds, 235);
  EXPECT_FALSE(feed->stale);
}

TEST_F(Service, figures_say_that_they_are_stale) {
  clock.advance(FreshnessLimits{}.stale_after + milliseconds{1});
  EXPECT_TRUE(service.get_feed()->stale);
  EXPECT_TRUE(search({})->pharmacies.at(0).mask.stale);
}

TEST_F(Service, without_any_snapshot_reads_are_unavailable_and_the_feed_says_so) {
  const ThriftService empty(std::make_shared<Present>(), clock, {}, 1);
  EXPECT_EQ(empty.search({}, 0).error().reason, "NO_SNAPSHOT");
  EXPECT_EQ(empty.get_many({}).error().code, Code::unavailable);
  EXPECT_EQ(empty.get_map({}).error().code, Code::unavailable);
  EXPECT_TRUE(empty.get_feed()->stale);
  EXPECT_FALSE(empty.get_feed()->__isset.updatedAtMs);
}

}  // namespace
}  // namespace plaza::pharmacy
