#include "platform/redis/store.hpp"

namespace plaza::redis {
namespace {

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

Store::Store(std::string name, Surroundings with, const Options& options,
             std::shared_ptr<const tls::Credentials> credentials)
    : name_(std::move(name)),
      with_(with),
      options_(options),
      password_(std::make_shared<Password>()),
      credentials_(std::move(credentials)) {
  auto& workers = *with_.workers;
  for (std::size_t i = 0; i <= workers.size(); ++i) {
    clients_.push_back(another(i < workers.size() ? workers[i] : workers.background(), name_));
  }
}

Store::~Store() = default;

std::unique_ptr<Client> Store::another(Worker& worker, std::string store_name) {
  return std::make_unique<Client>(
      ClientSurroundings{&worker, with_.clock, with_.metrics, with_.tracer, with_.log}, std::move(store_name), options_,
      [password = password_] { return password->now(); }, credentials_);
}

Result<void> Store::start() {
  if (auto read = read_password(); !read) return read;
  for (auto& client : clients_) client->start();
  return {};
}

Result<void> Store::read_password() {
  if (options_.server.password_file.empty()) return {};
  FileWatchOptions watched;
  watched.bytes_max = password_bytes_max;
  watch_ = std::make_unique<FileWatch>(with_.workers->background().io(), options_.server.password_file, watched,
                                       [password = password_, log = with_.log](Result<std::string> content) {
                                         if (content) return password->set(std::move(*content));
                                         log->warning("the password of Redis stays as it was",
                                                      {{"why", content.error().message}});
                                       });
  auto content = watch_->start();
  if (!content) return std::unexpected(std::move(content.error()));
  password_->set(std::move(*content));
  return {};
}

void Store::stop() {
  watch_.reset();
  for (auto& client : clients_) client->stop();
}

void Store::follow(Live<Options>& options) {
  auto& workers = *with_.workers;
  for (std::size_t i = 0; i <= workers.size(); ++i) {
    auto& worker = i < workers.size() ? workers[i] : workers.background();
    options.on_change(worker, [client = clients_[i].get()](const Options& now) { client->change(now.limits); });
  }
}

}  // namespace plaza::redis
