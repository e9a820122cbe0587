#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "platform/core/component.hpp"
#include "platform/core/file_watch.hpp"
#include "platform/core/health.hpp"
#include "platform/core/live.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/pool.hpp"

namespace plaza::postgres {

// What a database works with; all of it outlives the database.
struct Surroundings {
  Workers* workers;
  const Clock* clock;
  Health* health;
  telemetry::Log* log;
  telemetry::Metrics* metrics;
  telemetry::Tracer* tracer;

  template <class Process>
  static Surroundings of(Process& process) {
    return {&process.workers(), &process.clock(),   &process.health(),
            &process.log(),     &process.metrics(), &process.tracer()};
  }
};

// The role's password as its file says now. Thread-safe.
class Password {
 public:
  void set(std::string text);
  [[nodiscard]] std::string now() const;

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

// A process's way to its database: a pool for each worker, the background one too. When it has started, the schema is
// what the program needs. Ready from then on: while the server is away, what needs it fails, and the rest goes on.
class Database final : public Component {
 public:
  Database(Surroundings with, const Options& options, std::span<const Migration> migrations = {});
  ~Database() override;

  [[nodiscard]] std::string_view name() const override { return "postgres"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

  [[nodiscard]] Pool& of(const Worker& worker) const { return *pools_.at(worker.index()); }
  // Limits change with the options, from now on. Before start().
  void follow(Live<Options>& options);
  // For connections beside the pools, as a relay has one. To be asked again at every attempt.
  [[nodiscard]] Target target() const;

 private:
  Result<void> read_password();

  Surroundings with_;
  Options options_;
  std::span<const Migration> migrations_;
  std::shared_ptr<Password> password_;
  std::unique_ptr<FileWatch> watch_;
  std::vector<std::unique_ptr<Pool>> pools_;
};

}  // namespace plaza::postgres
