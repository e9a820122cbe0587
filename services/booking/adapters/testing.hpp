#pragma once

#include "platform/redis/loopback.hpp"
#include "services/booking/adapters/grpc_service.hpp"
#include "services/booking/adapters/keys.hpp"
#include "services/booking/adapters/seeding.hpp"

// What the tests of this folder share: the service on a Redis of its own, without a network before it.
namespace plaza::booking {

using redis::loopback::eventually;
using redis::loopback::patience;

inline redis::TestServer& shared_redis() {
  static redis::TestServer server;
  return server;
}

inline StationList stations_for_test() {
  const auto from = *parse_date("20210516");
  return StationList(
      {{.name = "PWTC", .state = "Kuala Lumpur", .season = {.from = from, .count = 30, .capacity = 1'000}},
       {.name = "UM", .state = "Kuala Lumpur", .season = {.from = from, .count = 2, .capacity = 1}},
       {.name = "IDCC", .state = "Selangor", .season = {.from = from, .count = 1, .capacity = 3'000}}});
}

// One instance of the service, as a process has it.
class Instance {
 public:
  explicit Instance(const redis::Options& options) : Instance(options, PlacesOptions{.cached = milliseconds{0}}) {}
  Instance(const redis::Options& options, const PlacesOptions& places)
      : store_("booking", {&workers_, &clock_, &log_, &metrics_, &tracer_}, options),
        stores_(workers_, store_, scripts_, sealing_, clock_, places) {
    workers_.start();
    EXPECT_TRUE(store_.start());
    seeding_.emplace(Seeding::Parts{&workers_.background(), &clock_, &health_, &log_, &store_.of(workers_.background()),
                                    &scripts_, &stations_});
    EXPECT_TRUE(seeding_->start());
  }
  ~Instance() {
    seeding_->stop();
    store_.stop();
    workers_.stop();
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] bool ready() const { return health_.ready(); }
  GrpcService& service() { return service_; }
  Worker& worker(std::size_t index = 0) { return workers_[index]; }
  const Scripts& scripts() { return scripts_; }
  redis::Store& store() { return store_; }
  Workers& workers() { return workers_; }
  const Clock& clock() { return clock_; }
  telemetry::Metrics& metrics() { return metrics_; }
  telemetry::RecordingLog& log() { return log_; }

  template <class T>
  std::future<T> begin(asio::awaitable<T> work, std::size_t on = 0) {
    return asio::co_spawn(workers_[on].executor(), std::move(work), asio::use_future);
  }
  template <class T>
  T await(asio::awaitable<T> work) {
    return begin(std::move(work)).get();
  }

 private:
  SystemClock clock_;
  telemetry::Metrics metrics_{3};
  telemetry::RecordingTracer tracer_{true};
  telemetry::RecordingLog log_;
  Health health_;
  Workers workers_{2};
  const Scripts scripts_;
  const Sealing sealing_{Sealing::Key{1, 2, 3}};
  const StationList stations_ = stations_for_test();
  redis::Store store_;
  WorkerStores stores_;
  std::optional<Seeding> seeding_;
  GrpcService service_{stores_, stations_, clock_, metrics_};
};

inline RequestContext as(std::string subject, std::vector<std::string> scopes = {}) {
  auto context = redis::loopback::within(patience);
  context.identity = {.subject = std::move(subject), .scopes = std::move(scopes)};
  context.trace = TraceContext::make(true);
  return context;
}

// A person for each number.
inline std::string nric(int number) {
  return fmt::format("900127-01-{:04}", number);
}

inline v1::ReserveRequest request_for(std::string mysejahtera_id, std::string station = "PWTC",
                                      std::string date = "2021-05-16") {
  v1::ReserveRequest request;
  request.set_id(Uuid::version7(SystemClock().now()).to_string());
  request.set_station(std::move(station));
  request.set_date(std::move(date));
  auto& person = *request.mutable_person();
  person.set_mysejahtera_id(std::move(mysejahtera_id));
  person.set_first_name("Ada");
  person.set_last_name("binti Ali");
  person.set_address("1, Jalan Tun Ismail");
  person.set_phone_number("012-345 6789");
  return request;
}

// One instance as its callers see it, on an empty Redis.
struct BookingService : testing::Test {
  BookingService() {
    EXPECT_TRUE(eventually([this] { return instance.ready(); }));
  }
  Result<v1::ReserveResponse> reserve(const v1::ReserveRequest& request, RequestContext context = as("ada")) {
    return instance.await(instance.service().reserve(request, std::move(context), instance.worker()));
  }
  std::string reserved(const v1::ReserveRequest& request, RequestContext context = as("ada")) {
    const auto made = reserve(request, std::move(context));
    EXPECT_TRUE(made) << made.error().message;
    return made ? made->booking().id() : "";
  }
  Result<v1::Booking> get(const std::string& id, RequestContext context = as("ada")) {
    v1::GetBookingRequest request;
    request.set_id(id);
    auto found = instance.await(instance.service().get(request, std::move(context), instance.worker()));
    if (!found) return std::unexpected(found.error());
    return found->booking();
  }
  Result<v1::CancelBookingResponse> cancel(const std::string& id, RequestContext context = as("ada"),
                                           std::optional<std::int64_t> version = std::nullopt) {
    v1::CancelBookingRequest request;
    request.set_id(id);
    if (version) request.set_expected_version(*version);
    return instance.await(instance.service().cancel(request, std::move(context), instance.worker()));
  }
  Result<v1::MoveBookingResponse> move(const std::string& id, const std::string& station, const std::string& date) {
    v1::MoveBookingRequest request;
    request.set_id(id);
    request.set_station(station);
    request.set_date(date);
    return instance.await(instance.service().move(request, as("ada"), instance.worker()));
  }
  Result<v1::Station> station(const std::string& name) {
    v1::GetStationRequest request;
    request.set_name(name);
    auto found = instance.await(instance.service().station(request, as(""), instance.worker()));
    if (!found) return std::unexpected(found.error());
    return found->station();
  }
  std::int32_t left(const std::string& name, int day = 0) { return station(name)->days(day).available(); }
  Result<v1::SetCapacityResponse> set_capacity(const std::string& name, const std::string& date, std::int64_t capacity,
                                               RequestContext context = as("boss", {"operator"})) {
    v1::SetCapacityRequest request;
    request.set_station(name);
    request.set_date(date);
    request.set_capacity(capacity);
    return instance.await(instance.service().set_capacity(request, std::move(context), instance.worker()));
  }
  Result<v1::ErasePersonResponse> erase(const v1::ErasePersonRequest& request, RequestContext context) {
    return instance.await(instance.service().erase(request, std::move(context), instance.worker()));
  }
  std::int64_t events() { return server.number({"XLEN", std::string(keys::outbox)}); }

  redis::TestServer& server = [] -> redis::TestServer& {
    shared_redis().run({"FLUSHALL"});
    return shared_redis();
  }();
  Instance instance{server.options()};
};

}  // namespace plaza::booking
