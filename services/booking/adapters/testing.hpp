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

}  // namespace plaza::booking
