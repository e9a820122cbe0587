#include "services/booking/adapters/seeding.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/core/read_file.hpp"
#include "platform/resilience/backoff.hpp"
#include "services/booking/adapters/keys.hpp"
#include "services/booking/app/parse_stations.hpp"

namespace plaza::booking {
namespace {

constexpr std::string_view part = "stations";
constexpr std::uint64_t file_bytes_max = 16UL * 1024 * 1024;
constexpr milliseconds pause_min{50};
constexpr milliseconds pause_max{1'000};

redis::Command command_for(const Scripts& scripts, const Station& station) {
  redis::Command command(scripts.seed, redis::Access::repeatable, {keys::days(station.name)}, station.season.capacity);
  const std::chrono::sys_days first = station.season.from;
  for (int i = 0; i < station.season.count; ++i) command.add(to_compact(first + std::chrono::days(i)));
  return command;
}

}  // namespace

void StationOptions::describe(config::Section section) {
  section.value("file", file, "the stations and the days that they begin with (services/booking/README.md)");
}

Result<StationList> read_station_file(const std::string& path) {
  if (path.empty()) return fail(Code::invalid_argument, "stations.file is not set");
  const auto text = read_file(path, file_bytes_max);
  if (!text) return std::unexpected(text.error());
  auto stations = parse_stations(*text);
  if (!stations) return fail(stations.error().code, path + ": " + stations.error().message, stations.error().reason);
  return StationList(std::move(*stations));
}

// Shared by the component and its coroutine, which may end later.
class Seeding::Work : public std::enable_shared_from_this<Work> {
 public:
  explicit Work(const Parts& parts) : with_(parts), timer_(parts.worker->executor()) {
    with_.health->set(part, false, "not in the store yet");
  }
  void start() {
    asio::post(with_.worker->executor(), [self = shared_from_this()] {
      asio::co_spawn(self->with_.worker->executor(), self->run(self), asio::detached);
    });
  }
  void stop() {
    asio::post(with_.worker->executor(), [self = shared_from_this()] {
      self->stopped_ = true;
      self->timer_.cancel();
    });
  }

 private:
  asio::awaitable<void> run(std::shared_ptr<Work> /*self*/) {
    resilience::Backoff backoff(pause_min, pause_max);
    while (!stopped_) {
      const auto added = co_await seed();
      if (added) {
        with_.log->info("the stations are in the store",
                        {{"stations", with_.stations->all().size()}, {"days_added", *added}});
        with_.health->set(part, true);
        co_return;
      }
      if (added.error().message != trouble_) {
        trouble_ = added.error().message;
        with_.log->warning("the stations cannot be brought into the store", {{"why", trouble_}});
      }
      timer_.expires_after(backoff.next());
      co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }

  asio::awaitable<Result<std::int64_t>> seed() {
    std::int64_t added = 0;
    for (const auto& [name, station] : with_.stations->all()) {
      if (stopped_) co_return fail(Code::cancelled, "the process stops");
      const auto reply = co_await with_.redis->run(RequestContext(), command_for(*with_.scripts, station));
      if (!reply) co_return std::unexpected(reply.error());
      added += reply->number().value_or(0);
    }
    co_return added;
  }

  const Parts with_;
  asio::steady_timer timer_;
  std::string trouble_;
  bool stopped_ = false;
};

Seeding::Seeding(const Parts& parts) : work_(std::make_shared<Work>(parts)) {}

Seeding::~Seeding() = default;

Result<void> Seeding::start() {
  work_->start();
  return {};
}

void Seeding::stop() {
  work_->stop();
}

}  // namespace plaza::booking
