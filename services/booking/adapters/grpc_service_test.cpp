#include "services/booking/adapters/testing.hpp"

// The service as its callers see it, on a real Redis.
namespace plaza::booking {
namespace {

TEST_F(BookingService, a_place_is_taken_and_the_booking_can_be_read) {
  const auto id = reserved(request_for(nric(1)));
  EXPECT_EQ(left("PWTC"), 999);
  const auto booking = get(id);
  ASSERT_TRUE(booking);
  EXPECT_EQ(booking->station(), "PWTC");
  EXPECT_EQ(booking->date(), "2021-05-16");
  EXPECT_EQ(booking->person().mysejahtera_id(), nric(1));
  EXPECT_EQ(booking->status(), v1::BOOKING_STATUS_ACTIVE);
  EXPECT_EQ(booking->version(), 1);
  EXPECT_EQ(events(), 1);
}

TEST_F(BookingService, a_booking_is_seen_by_its_owner_alone_and_one_without_by_whoever_knows_it) {
  const auto own = reserved(request_for(nric(1)));
  EXPECT_EQ(get(own, as("eve")).error().code, Code::not_found);
  EXPECT_EQ(get(own, as("")).error().code, Code::not_found);
  const auto open = reserved(request_for(nric(2)), as(""));
  EXPECT_TRUE(get(open, as("eve")));
  EXPECT_EQ(cancel(own, as("eve")).error().code, Code::not_found);
}

TEST_F(BookingService, a_person_has_one_active_booking_however_the_number_is_written) {
  const auto first = reserved(request_for("900127-01-0001"));
  const auto second = reserve(request_for("900127010001", "IDCC"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::already_exists);
  EXPECT_EQ(second.error().reason, reason_already_booked);
  ASSERT_TRUE(cancel(first));
  EXPECT_TRUE(reserve(request_for("900127010001", "IDCC")));
}

TEST_F(BookingService, what_is_not_valid_is_refused_by_field) {
  auto request = request_for("123");
  request.set_date("tomorrow");
  const auto refused = reserve(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  ASSERT_EQ(refused.error().fields.size(), 2U);
  EXPECT_EQ(refused.error().fields[0].pointer, "/date");
  EXPECT_EQ(refused.error().fields[1].pointer, "/mysejahteraId");
}

TEST_F(BookingService, an_unknown_station_or_day_has_no_places) {
  EXPECT_EQ(reserve(request_for(nric(1), "Nowhere")).error().reason, reason_unknown_day);
  EXPECT_EQ(reserve(request_for(nric(1), "PWTC", "20220101")).error().reason, reason_unknown_day);
  EXPECT_EQ(events(), 0);
}

TEST_F(BookingService, the_last_place_is_the_last) {
  reserved(request_for(nric(1), "UM"));
  const auto late = reserve(request_for(nric(2), "UM"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, reason_fully_booked);
  EXPECT_TRUE(reserve(request_for(nric(2), "UM", "20210517")));
}

TEST_F(BookingService, a_cancelled_place_comes_back_once) {
  const auto id = reserved(request_for(nric(1)));
  const auto cancelled = cancel(id);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->booking().status(), v1::BOOKING_STATUS_CANCELLED);
  EXPECT_EQ(cancelled->booking().version(), 2);
  ASSERT_TRUE(cancel(id));
  EXPECT_EQ(left("PWTC"), 1'000);
  EXPECT_EQ(events(), 2);
}

TEST_F(BookingService, a_change_of_another_version_than_was_seen_is_refused) {
  const auto id = reserved(request_for(nric(1)));
  EXPECT_EQ(cancel(id, as("ada"), 7).error().reason, reason_version_mismatch);
  EXPECT_TRUE(cancel(id, as("ada"), 1));
}

TEST_F(BookingService, a_booking_moves_to_another_day_and_station_with_its_place) {
  const auto id = reserved(request_for(nric(1)));
  const auto moved = move(id, "IDCC", "20210516");
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->booking().station(), "IDCC");
  EXPECT_EQ(moved->booking().version(), 2);
  EXPECT_EQ(left("PWTC"), 1'000);
  EXPECT_EQ(left("IDCC"), 2'999);
  EXPECT_EQ(events(), 3);
  ASSERT_TRUE(move(id, "IDCC", "2021-05-16"));
  EXPECT_EQ(events(), 3);
}

TEST_F(BookingService, a_move_that_finds_no_place_changes_nothing) {
  reserved(request_for(nric(2), "UM"));
  const auto id = reserved(request_for(nric(1)));
  EXPECT_EQ(move(id, "UM", "20210516").error().reason, reason_fully_booked);
  EXPECT_EQ(move(id, "UM", "20230516").error().reason, reason_unknown_day);
  EXPECT_EQ(left("PWTC"), 999);
  EXPECT_EQ(get(id)->station(), "PWTC");
  ASSERT_TRUE(cancel(id));
  EXPECT_EQ(move(id, "PWTC", "20210517").error().reason, reason_not_active);
}

TEST_F(BookingService, own_bookings_come_newest_first_page_by_page) {
  std::vector<std::string> made;
  made.reserve(5);
  for (int i = 0; i < 5; ++i) {
    made.push_back(reserved(request_for(nric(i))));
  }
  reserved(request_for(nric(9)), as("eve"));
  v1::ListBookingsRequest request;
  request.set_page_size(3);
  const auto list = [&] { return instance.await(instance.service().list(request, as("ada"), instance.worker())); };
  auto page = list();
  ASSERT_TRUE(page);
  std::vector<std::string> seen;
  for (const auto& one : page->bookings()) seen.push_back(one.id());
  ASSERT_FALSE(page->next_cursor().empty());
  request.set_cursor(page->next_cursor());
  page = list();
  for (const auto& one : page->bookings()) seen.push_back(one.id());
  EXPECT_TRUE(page->next_cursor().empty());
  std::ranges::sort(made, std::greater());
  EXPECT_EQ(seen, made);
  EXPECT_EQ(instance.await(instance.service().list({}, as(""), instance.worker())).error().code, Code::unauthenticated);
}

TEST_F(BookingService, days_of_a_station_are_in_order) {
  const auto pwtc = station("PWTC");
  ASSERT_TRUE(pwtc);
  ASSERT_EQ(pwtc->days_size(), 30);
  EXPECT_EQ(pwtc->days(0).date(), "2021-05-16");
  EXPECT_EQ(pwtc->days(29).date(), "2021-06-14");
  for (const auto& day : pwtc->days()) EXPECT_EQ(day.capacity(), 1'000);
  EXPECT_EQ(station("Nowhere").error().code, Code::not_found);
}

TEST_F(BookingService, stations_come_by_name_and_state) {
  v1::ListStationsRequest request;
  request.set_state("Kuala Lumpur");
  request.set_page_size(1);
  auto page = instance.await(instance.service().list_stations(request, as(""), instance.worker()));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->stations(0).name(), "PWTC");
  request.set_cursor(page->next_cursor());
  page = instance.await(instance.service().list_stations(request, as(""), instance.worker()));
  EXPECT_EQ(page->stations(0).name(), "UM");
  EXPECT_EQ(page->stations(0).days_size(), 2);
  EXPECT_TRUE(page->next_cursor().empty());
}

TEST_F(BookingService, what_is_left_is_kept_for_a_moment) {
  Instance remembering(server.options(), PlacesOptions{.cached = patience});
  ASSERT_TRUE(eventually([&] { return remembering.ready(); }));
  v1::GetStationRequest request;
  request.set_name("PWTC");
  const auto seen = [&] {
    return remembering.await(remembering.service().station(request, as(""), remembering.worker()))
        ->station()
        .days(0)
        .available();
  };
  EXPECT_EQ(seen(), 1'000);
  reserved(request_for(nric(1)));
  EXPECT_EQ(seen(), 1'000);
  EXPECT_EQ(left("PWTC"), 999);
}

TEST_F(BookingService, a_capacity_is_raised_and_lowered_but_never_below_what_is_taken) {
  reserved(request_for(nric(1), "UM"));
  EXPECT_EQ(set_capacity("UM", "20210516", 3)->day().available(), 2);
  EXPECT_TRUE(reserve(request_for(nric(2), "UM")));
  const auto refused = set_capacity("UM", "20210516", 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_below_taken);
  EXPECT_EQ(set_capacity("UM", "2021-05-16", 2)->day().available(), 0);
  EXPECT_EQ(set_capacity("UM", "20301231", 5)->day().available(), 5);
  EXPECT_EQ(station("UM")->days_size(), 3);
}

TEST_F(BookingService, capacities_are_for_operators) {
  EXPECT_EQ(set_capacity("UM", "20210516", 3, as("ada")).error().code, Code::permission_denied);
  EXPECT_EQ(set_capacity("Nowhere", "20210516", 3).error().code, Code::not_found);
  EXPECT_EQ(set_capacity("UM", "soon", -1).error().fields.size(), 2U);
}

TEST_F(BookingService, seeding_again_changes_nothing) {
  reserved(request_for(nric(1)));
  ASSERT_TRUE(set_capacity("PWTC", "20210517", 5));
  Instance another(server.options());
  ASSERT_TRUE(eventually([&] { return another.ready(); }));
  EXPECT_EQ(left("PWTC"), 999);
  EXPECT_EQ(left("PWTC", 1), 5);
}

TEST_F(BookingService, nothing_of_a_person_is_stored_or_told_in_clear) {
  reserved(request_for(nric(1)));
  for (const auto& key : server.run({"KEYS", "*"}).list()) {
    const auto dumped = server.run({"DUMP", std::string(*key.text())});
    for (const auto* secret : {"9001270", "900127-", "binti", "Jalan", "345 6789"}) {
      EXPECT_EQ(dumped.text()->find(secret), std::string_view::npos) << *key.text();
      EXPECT_EQ(key.text()->find(secret), std::string_view::npos);
    }
  }
}

TEST_F(BookingService, who_is_erased_leaves_no_trace_and_gives_the_place_back) {
  const auto id = reserved(request_for(nric(1)));
  v1::ErasePersonRequest request;
  request.set_subject("ada");
  EXPECT_EQ(erase(request, as("eve")).error().code, Code::permission_denied);
  EXPECT_EQ(erase(request, as("ada"))->bookings_erased(), 1);
  EXPECT_EQ(left("PWTC"), 1'000);
  EXPECT_EQ(get(id).error().code, Code::not_found);
  EXPECT_EQ(server.number({"EXISTS", keys::owner("ada")}), 0);
  EXPECT_EQ(server.number({"HEXISTS", keys::booking(id), "x"}), 0);
  EXPECT_EQ(erase(request, as("boss", {"operator"}))->bookings_erased(), 0);
  EXPECT_TRUE(reserve(request_for(nric(1))));
}

TEST_F(BookingService, a_booking_without_an_owner_is_erased_by_whoever_knows_it) {
  const auto id = reserved(request_for(nric(1)), as(""));
  v1::ErasePersonRequest request;
  request.set_booking_id(id);
  EXPECT_EQ(erase(request, as(""))->bookings_erased(), 1);
  EXPECT_EQ(get(id, as("")).error().code, Code::not_found);
  const auto own = reserved(request_for(nric(2)));
  request.set_booking_id(own);
  EXPECT_EQ(erase(request, as("eve")).error().code, Code::not_found);
}

TEST_F(BookingService, many_who_change_one_booking_leave_it_whole) {
  const auto id = reserved(request_for(nric(1)));
  std::vector<std::future<Result<v1::MoveBookingResponse>>> moves;
  for (int i = 0; i < 50; ++i) {
    v1::MoveBookingRequest request;
    request.set_id(id);
    request.set_station("PWTC");
    request.set_date(fmt::format("202105{}", 17 + (i % 10)));
    const auto on = static_cast<std::size_t>(i % 2);
    moves.push_back(instance.begin(instance.service().move(request, as("ada"), instance.worker(on)), on));
  }
  for (auto& one : moves) std::ignore = one.get();
  ASSERT_TRUE(cancel(id));
  for (const auto& day : station("PWTC")->days()) EXPECT_EQ(day.available(), 1'000) << day.date();
}

}  // namespace
}  // namespace plaza::booking
