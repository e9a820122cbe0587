#pragma once

#include <memory>

#include "platform/core/component.hpp"
#include "platform/core/health.hpp"
#include "platform/redis/store.hpp"
#include "services/booking/adapters/scripts.hpp"
#include "services/booking/app/station.hpp"

namespace plaza::booking {

struct StationOptions {
  std::string file;

  void describe(config::Section section);
};

// Reads the file; blocks. Errors: those of read_file and of parse_stations.
Result<StationList> read_station_file(const std::string& path);

// Brings the days that stations begin with into the store, where they are not there yet: whatever was booked and
// however capacities were changed, stays. The process is ready from then on. While the store is away it is tried again.
class Seeding final : public Component {
 public:
  // All of it outlives the seeding, until the worker's loop has ended.
  struct Parts {
    Worker* worker;
    const Clock* clock;
    Health* health;
    telemetry::Log* log;
    redis::Client* redis;
    const Scripts* scripts;
    const StationList* stations;
  };
  explicit Seeding(const Parts& parts);
  ~Seeding() override;
  Seeding(const Seeding&) = delete;
  Seeding& operator=(const Seeding&) = delete;

  [[nodiscard]] std::string_view name() const override { return "seeding"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

 private:
  class Work;
  std::shared_ptr<Work> work_;
};

}  // namespace plaza::booking
