#include "platform/postgres/database.hpp"

namespace plaza::postgres {
namespace {

constexpr std::string_view part = "postgres";
constexpr std::uint64_t password_bytes_max = 4UL * 1024;

// Editors end a file with a line feed, which is not part of the password.
std::string trimmed(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace

void Password::set(std::string text) {
  const std::lock_guard lock(mutex_);
  text_ = trimmed(std::move(text));
}

std::string Password::now() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

Database::Database(Surroundings with, const Options& options, std::span<const Migration> migrations)
    : with_(with), options_(options), migrations_(migrations), password_(std::make_shared<Password>()) {
  with_.health->set(part, false, "not connected yet");
  auto& workers = *with_.workers;
  for (std::size_t i = 0; i <= workers.size(); ++i) {
    auto& worker = i < workers.size() ? workers[i] : workers.background();
    pools_.push_back(
        std::make_unique<Pool>(PoolSurroundings{&worker, with_.clock, with_.metrics, with_.tracer, with_.log}, options_,
                               [password = password_] { return password->now(); }));
  }
}

Database::~Database() = default;

Target Database::target() const {
  return {.server = options_.server, .password = password_->now(), .application = "plaza"};
}

Result<void> Database::start() {
  if (auto read = read_password(); !read) return read;
  if (auto done = migrate(target(), migrations_, options_.start_wait, *with_.log); !done) return done;
  for (auto& pool : pools_) pool->start();
  with_.health->set(part, true);
  return {};
}

Result<void> Database::read_password() {
  if (options_.server.password_file.empty()) return {};
  FileWatchOptions watched;
  watched.bytes_max = password_bytes_max;
  watch_ = std::make_unique<FileWatch>(with_.workers->background().io(), options_.server.password_file, watched,
                                       [password = password_, log = with_.log](Result<std::string> content) {
                                         if (content) return password->set(std::move(*content));
                                         log->warning("the password of the database stays as it was",
                                                      {{"why", content.error().message}});
                                       });
  auto content = watch_->start();
  if (!content) return std::unexpected(std::move(content.error()));
  password_->set(std::move(*content));
  return {};
}

void Database::stop() {
  watch_.reset();
  for (auto& pool : pools_) pool->stop();
}

void Database::follow(Live<Options>& options) {
  auto& workers = *with_.workers;
  for (std::size_t i = 0; i <= workers.size(); ++i) {
    auto& worker = i < workers.size() ? workers[i] : workers.background();
    options.on_change(worker, [pool = pools_[i].get()](const Options& now) { pool->change(now.limits); });
  }
}

}  // namespace plaza::postgres
