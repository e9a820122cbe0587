#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/core/component.hpp"
#include "platform/core/file_watch.hpp"
#include "platform/core/live.hpp"
#include "platform/redis/client.hpp"

namespace plaza::redis {

// What a store works with; all of it outlives the store.
struct Surroundings {
  Workers* workers;
  const Clock* clock;
  telemetry::Log* log;
  telemetry::Metrics* metrics;
  telemetry::Tracer* tracer;

  template <class Process>
  static Surroundings of(Process& process) {
    return {&process.workers(), &process.clock(), &process.log(), &process.metrics(), &process.tracer()};
  }
};

// The password as its file says now. Thread-safe.
class Password {
 public:
  void set(std::string text);
  [[nodiscard]] std::string now() const;

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

// A process's way to one Redis: a client for each worker, the background one too. It starts whether the server is there
// or not: while it is away, what needs it fails, and the rest goes on.
class Store final : public Component {
 public:
  // `name` stands in metrics. `credentials`, loaded: TLS.
  Store(std::string name, Surroundings with, const Options& options,
        std::shared_ptr<const tls::Credentials> credentials = nullptr);
  ~Store() override;

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

  [[nodiscard]] Client& of(const Worker& worker) const { return *clients_.at(worker.index()); }
  // A client beside these, for commands that hold their connection (XREAD BLOCK). To be started, stopped and let go
  // before the store.
  [[nodiscard]] std::unique_ptr<Client> another(Worker& worker, std::string store_name);
  // Limits change with the options, from now on. Before start().
  void follow(Live<Options>& options);

 private:
  Result<void> read_password();

  std::string name_;
  Surroundings with_;
  Options options_;
  std::shared_ptr<Password> password_;
  std::shared_ptr<const tls::Credentials> credentials_;
  std::unique_ptr<FileWatch> watch_;
  std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace plaza::redis
