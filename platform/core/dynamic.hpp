#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "platform/core/config.hpp"
#include "platform/core/file_watch.hpp"
#include "platform/core/live.hpp"

namespace plaza::config {

struct DynamicOptions {
  std::string file;  // empty: nothing changes while the process runs
  milliseconds poll_interval{10'000};
  std::uint64_t bytes_max = 256UL * 1024;

  void describe(Section section);
};

// What became of a dynamic file that was read.
struct Reload {
  // `missing`: there is none, or it cannot be read. In both bad cases what was in force stays.
  enum class Outcome : std::uint8_t { ok, refused, missing };
  Outcome outcome = Outcome::ok;
  std::string reason;                    // of a bad one: every fault with its line
  std::vector<std::string> changed{};    // options that have another value now
  std::vector<std::string> overruled{};  // options that the file names, but the environment sets
};
std::string_view to_string(Reload::Outcome outcome);

// The live options of a process (Section::live) and the file that changes them while it runs. The file is read whole,
// checked whole and takes effect whole: one fault, and nothing changes. What it does not name has the value of the
// static configuration.
//
// read() comes before the first section(), every section() before start(). After that it works on the loop it was
// given; entries() may be called from any thread.
class Dynamic {
 public:
  // `schema`, loaded, and what it describes outlive it.
  Dynamic(Schema& schema, DynamicOptions options);
  ~Dynamic();
  Dynamic(const Dynamic&) = delete;
  Dynamic& operator=(const Dynamic&) = delete;

  // Reads the file for the first time, into the described options themselves: what a process makes of them begins with
  // the values in force.
  Reload read();

  // The live options of the section at `path` ("http"), as Options describes them there. What is not live in it stays
  // as it is in `initial`. Lives as long as this. A section without a live option is a programmer's error and throws
  // std::logic_error.
  template <class Options>
  Live<Options>& section(std::string_view path, const Options& initial) {
    auto follower = std::make_unique<Follower<Options>>(std::string(path), initial);
    auto& live = follower->live;
    follow(std::move(follower));
    return live;
  }

  // Watches the file from now on; `on_reload` is called on the loop after each reading of other content. A live option
  // that nothing follows is a programmer's error and throws std::logic_error.
  void start(asio::io_context& io, std::function<void(const Reload&)> on_reload);
  // When it returns, nothing changes any more. Not from within `on_reload`.
  void stop() { watch_.reset(); }

  [[nodiscard]] const std::string& file() const { return options_.file; }
  // The effective configuration of the process.
  [[nodiscard]] std::vector<Entry> entries() const;

 private:
  struct AnyFollower {
    virtual ~AnyFollower() = default;
    // Which options it describes.
    [[nodiscard]] virtual std::vector<std::string> paths() = 0;
    virtual void take(const Settings& in_force) = 0;
  };
  template <class Options>
  struct Follower;

  void follow(std::unique_ptr<AnyFollower> follower);
  Reload take(const Result<std::string>& content);
  // Sets every option of `schema` that is among `settings`. True when one of them had another value.
  static bool assign(const Schema& schema, const Settings& settings);
  static std::vector<std::string> paths_of(const Schema& schema);

  Schema& schema_;
  const DynamicOptions options_;
  Settings static_;  // of the live options
  Result<std::string> first_content_;
  std::vector<std::unique_ptr<AnyFollower>> followers_;
  std::unique_ptr<FileWatch> watch_;
  mutable std::mutex mutex_;  // for what follows
  Settings from_file_;
  Settings in_force_;
};

template <class Options>
struct Dynamic::Follower final : AnyFollower {
  Follower(std::string section, const Options& initial) : path(std::move(section)), live(initial) {}

  std::vector<std::string> paths() override {
    auto copy = *live.now();
    return paths_of(described(copy));
  }
  void take(const Settings& in_force) override {
    auto next = *live.now();
    if (assign(described(next), in_force)) live.change(std::move(next));
  }
  Schema described(Options& options) const {
    Schema schema;
    options.describe(Section(schema, path));
    return schema;
  }

  const std::string path;
  Live<Options> live;
};

}  // namespace plaza::config
