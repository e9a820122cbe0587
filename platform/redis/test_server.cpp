#include "platform/redis/test_server.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plaza::redis {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds patience{30};
constexpr milliseconds pause_between_looks{5};
constexpr std::string_view password_setting = "requirepass ";

// With the kernel's promise to end it when this program's main thread does.
int launch(const std::vector<std::string>& command, const fs::path& output) {
  std::vector<std::string> all{"setpriv", "--pdeathsig", "KILL"};
  all.insert(all.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  arguments.reserve(all.size() + 1);
  for (auto& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", 0, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), 02101, 0644);  // made, written to its end
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  int pid = 0;
  const int failed = posix_spawnp(&pid, "setpriv", &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("setpriv does not start");
  return pid;
}

// What programs left that were killed: their number is part of the name.
void sweep(const fs::path& parent, std::string_view prefix) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const int owner = std::atoi(name.c_str() + prefix.size());
    if (owner > 0 && !fs::exists(fmt::format("/proc/{}", owner), ignored)) fs::remove_all(entry.path(), ignored);
  }
}

// In memory, so that no test waits for a busy disk.
fs::path new_folder() {
  constexpr std::string_view prefix = "plaza-redis-";
  std::error_code none;
  const fs::path parent = fs::is_directory("/dev/shm", none) ? "/dev/shm" : "/tmp";
  sweep(parent, prefix);
  std::string path = parent / fmt::format("{}{}-XXXXXX", prefix, getpid());
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return path;
}

std::uint16_t free_port() {
  boost::asio::io_context io;
  return boost::asio::ip::tcp::acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0}).local_endpoint().port();
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Reply reply_of(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      return Reply(std::int64_t{reply.integer});
    case REDIS_REPLY_ERROR:
      return Reply(Reply::Refusal{std::string(reply.str, reply.len)});
    case REDIS_REPLY_ARRAY: {
      Reply::List list;
      for (std::size_t i = 0; i < reply.elements; ++i) list.push_back(reply_of(*reply.element[i]));
      return Reply(std::move(list));
    }
    case REDIS_REPLY_NIL:
      return {};
    default:
      return Reply(std::string(reply.str, reply.len));
  }
}

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

// Nothing when the server is not there or does not answer.
std::optional<Reply> ask(redisContext& context, const std::vector<std::string>& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  for (const auto& word : command) {
    words.push_back(word.data());
    lengths.push_back(word.size());
  }
  const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(
      redisCommandArgv(&context, static_cast<int>(words.size()), words.data(), lengths.data())));
  if (!reply) return std::nullopt;
  return reply_of(*reply);
}

std::optional<Reply> ask(std::uint16_t port, const std::string& password, const std::vector<std::string>& command) {
  const timeval connect_timeout{.tv_sec = 5, .tv_usec = 0};
  const std::unique_ptr<redisContext, FreeContext> context(redisConnectWithTimeout("127.0.0.1", port, connect_timeout));
  if (!context || context->err != 0) return std::nullopt;
  redisSetTimeout(context.get(), {.tv_sec = patience.count(), .tv_usec = 0});
  if (!password.empty()) ask(*context, {"AUTH", password});
  return ask(*context, command);
}

}  // namespace

TestServer::TestServer(const std::vector<std::string>& settings, Kind kind)
    : kind_(kind), folder_(new_folder()), port_(free_port()) {
  for (const auto& setting : settings) {
    if (setting.starts_with(password_setting)) password_ = setting.substr(password_setting.size());
  }
  write_configuration(settings);
  start();
}

TestServer::~TestServer() {
  if (pid_ != 0) kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void TestServer::write_configuration(const std::vector<std::string>& settings) const {
  std::ofstream file(folder_ / "redis.conf");
  file << "bind 127.0.0.1\nport " << port_ << "\ndir " << folder_.string() << "\n";
  if (kind_ == Kind::server) file << "appendonly yes\nappendfsync always\nsave \"\"\nrepl-diskless-sync-delay 0\n";
  for (const auto& setting : settings) file << setting << "\n";
}

void TestServer::start() {
  std::vector<std::string> command{"redis-server", folder_ / "redis.conf"};
  if (kind_ == Kind::sentinel) command.emplace_back("--sentinel");
  pid_ = launch(command, folder_ / "log");
  const auto give_up = steady_clock::now() + patience;
  while (!answers()) {
    if (steady_clock::now() >= give_up) throw std::runtime_error("no Redis: " + read_text(folder_ / "log"));
    std::this_thread::sleep_for(pause_between_looks);
  }
}

bool TestServer::answers() {
  const auto reply = ask(port_, password_, {"PING"});
  return reply && reply->text() == "PONG";
}

void TestServer::kill() {
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

void TestServer::freeze() {
  ::kill(pid_, SIGSTOP);
}

void TestServer::thaw() {
  ::kill(pid_, SIGCONT);
}

std::string TestServer::endpoint() const {
  return fmt::format("127.0.0.1:{}", port_);
}

Options TestServer::options() const {
  Options options;
  options.server.endpoint = endpoint();
  return options;
}

Reply TestServer::run(const std::vector<std::string>& command) {
  auto reply = ask(port_, password_, command);
  if (!reply) throw std::runtime_error("Redis does not answer " + command.front());
  return std::move(*reply);
}

std::string TestServer::text(const std::vector<std::string>& command) {
  const auto reply = run(command);
  if (const auto* refused = reply.refusal()) throw std::runtime_error(*refused);
  return std::string(reply.text().value_or(""));
}

std::int64_t TestServer::number(const std::vector<std::string>& command) {
  const auto reply = run(command);
  if (!reply.number()) throw std::runtime_error("no number: " + command.front());
  return *reply.number();
}

}  // namespace plaza::redis
