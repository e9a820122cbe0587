#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/file_watch.hpp"
#include "platform/tls/context.hpp"
#include "platform/tls/options.hpp"

namespace plaza::tls {

// What one side shows and whom it trusts, as its files say now. When a file changes, all are read again; if they fit
// together, connections from then on use them, else what was in force stays. load() comes before context(), which may
// be called from any thread.
class Credentials {
 public:
  explicit Credentials(const ServerOptions& options);
  explicit Credentials(const ClientOptions& options);
  ~Credentials();
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  // Reads the files; blocks. Errors name the file.
  Result<void> load();
  [[nodiscard]] std::shared_ptr<const Context> context() const;
  // When the own certificate ends; epoch when none is shown.
  [[nodiscard]] SystemTime expires() const;

  // Follows the files from now on, once, after load(). `on_reload` runs on the loop after each reading of other
  // content. `io` is the background worker's, and outlives this.
  void watch(asio::io_context& io, const std::function<void(const Result<void>&)>& on_reload);
  // When it returns, `on_reload` does not run again. Not from within it.
  void stop() { watches_.clear(); }

 private:
  struct Files {
    std::string certificates;
    std::string key;
    std::string authorities;
  };
  [[nodiscard]] Result<Material> read() const;
  [[nodiscard]] Result<void> take(const Material& material);

  const Files files_;
  const std::function<Result<std::shared_ptr<const Context>>(const Material&)> make_;
  std::vector<std::unique_ptr<FileWatch>> watches_;
  mutable std::mutex mutex_;  // for the context
  std::shared_ptr<const Context> context_;
};

}  // namespace plaza::tls
