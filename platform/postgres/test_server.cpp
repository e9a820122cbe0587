#include "platform/postgres/test_server.hpp"

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plaza::postgres {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds patience{30};
constexpr milliseconds pause_between_looks{10};
constexpr std::string_view role = "plaza";
const fs::path programs = "/usr/lib/postgresql/15/bin";

// As `postgres` for root; with the kernel's promise to end it when this program's main thread does.
int launch(const std::vector<std::string>& command, const fs::path& output) {
  std::vector<std::string> all{"setpriv", "--pdeathsig", "KILL"};
  if (geteuid() == 0) all.insert(all.end(), {"--reuid=postgres", "--regid=postgres", "--init-groups"});
  all.insert(all.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  arguments.reserve(all.size() + 1);
  for (auto& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", 0, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), 02001, 0644);  // written to, at its end
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  int pid = 0;
  const int failed = posix_spawnp(&pid, "setpriv", &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("setpriv does not start");
  return pid;
}

int wait_for(int pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// The server's own, where this program is root and the server is not.
void give_to_server(const fs::path& path) {
  const auto* postgres = geteuid() == 0 ? getpwnam("postgres") : nullptr;
  if (postgres == nullptr) return;
  if (chown(path.c_str(), postgres->pw_uid, postgres->pw_gid) != 0) {
    throw std::runtime_error("chown of " + path.string());
  }
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

// In memory where there is room, so that no test waits for a busy disk.
fs::path new_folder(bool durable) {
  constexpr std::string_view prefix = "plaza-postgres-";
  constexpr std::uintmax_t room_bytes_min = 512UL * 1024 * 1024;
  std::error_code none;
  const auto memory = fs::space("/dev/shm", none);
  const bool roomy = !durable && !none && memory.available >= room_bytes_min;
  const fs::path parent = roomy ? "/dev/shm" : "/tmp";
  sweep(parent, prefix);
  std::string path = parent / fmt::format("{}{}-XXXXXX", prefix, getpid());
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
  std::ofstream(fs::path(path) / "log").close();
  give_to_server(path);
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

// Of a process, from /proc/PID/stat behind its name in brackets.
int parent_of(const fs::path& process) {
  const auto text = read_text(process / "stat");
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos || behind_name + 4 >= text.size()) return 0;
  return std::atoi(text.c_str() + behind_name + 4);
}

}  // namespace

TestServer::TestServer(bool durable) : durable_(durable), folder_(new_folder(durable)), port_(free_port()) {
  const int status = wait_for(launch({programs / "initdb", "--pgdata", folder_ / "data", "--username",
                                      std::string(role), "--auth=trust", "--no-sync", "--no-locale", "--encoding=UTF8"},
                                     folder_ / "log"));
  if (status != 0) throw std::runtime_error("initdb: " + read_text(folder_ / "log"));
  const auto trusted = read_text(folder_ / "data/pg_hba.conf");
  std::ofstream(folder_ / "data/pg_hba.conf") << "host all locked 127.0.0.1/32 scram-sha-256\n" << trusted;
  start();
}

TestServer::~TestServer() {
  if (pid_ != 0) {
    thaw();
    kill();
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

TestServer& TestServer::shared() {
  static TestServer server;
  return server;
}

// A disk that is slow to sync makes no test better: what a killed server has written is the kernel's to keep.
void TestServer::start() {
  std::vector<std::string> command{programs / "postgres", "-D", folder_ / "data"};
  for (const auto& setting :
       {fmt::format("port={}", port_), fmt::format("unix_socket_directories={}", folder_.string()),
        fmt::format("fsync={}", durable_ ? "on" : "off"), fmt::format("shared_buffers={}MB", durable_ ? 128 : 32),
        fmt::format("max_wal_size={}MB", durable_ ? 1'024 : 64)}) {
    command.insert(command.end(), {"-c", setting});
  }
  command.insert(command.end(), {"-c", "listen_addresses=127.0.0.1", "-c", "max_connections=50", "-c", "jit=off"});
  pid_ = launch(command, folder_ / "log");
  const auto session = BlockingSession::open({.server = address("postgres"), .password = "", .application = "test"},
                                             steady_clock::now() + patience);
  if (!session) throw std::runtime_error(session.error().message + "\n" + read_text(folder_ / "log"));
}

void TestServer::demand_tls(const std::string& certificate, const std::string& key, const std::string& authorities) {
  write("server.crt", certificate);
  write("server.key", key);
  write("root.crt", authorities);
  write("pg_hba.conf", "hostssl all all 127.0.0.1/32 trust clientcert=verify-ca\n");
  for (const auto* change :
       {"alter system set ssl = on", "alter system set ssl_ca_file = 'root.crt'", "select pg_reload_conf()"}) {
    run(address("postgres"), change);
  }
}

void TestServer::kill() {
  const auto all = processes();
  signal_all(SIGKILL);
  wait_for(std::exchange(pid_, 0));
  // Its memory is free when the last of its processes is gone.
  const auto give_up = steady_clock::now() + patience;
  for (const int one : all) {
    while (::kill(one, 0) == 0 && steady_clock::now() < give_up) std::this_thread::sleep_for(pause_between_looks);
  }
}

void TestServer::freeze() {
  signal_all(SIGSTOP);
}

void TestServer::thaw() {
  signal_all(SIGCONT);
}

// utime and stime, the 14th and 15th field.
double TestServer::cpu_s() const {
  std::uint64_t ticks = 0;
  for (const int one : processes()) {
    const auto text = read_text(fmt::format("/proc/{}/stat", one));
    std::istringstream fields(text.substr(std::min(text.rfind(')'), text.size() - 1) + 1));
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    fields >> user >> system;
    ticks += user + system;
  }
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::vector<int> TestServer::processes() const {
  std::vector<int> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const int pid = std::atoi(entry.path().filename().c_str());
    if (pid > 0 && (pid == pid_ || parent_of(entry.path()) == pid_)) found.push_back(pid);
  }
  return found;
}

void TestServer::signal_all(int number) const {
  // The one that starts the others first.
  ::kill(pid_, number);
  for (const int one : processes()) ::kill(one, number);
}

// For the server's eyes only, as it demands of keys.
void TestServer::write(const std::string& name, const std::string& text) const {
  const auto path = folder_ / "data" / name;
  std::ofstream(path) << text;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  give_to_server(path);
}

ServerAddress TestServer::address(const std::string& database) const {
  ServerAddress address;
  address.port = port_;
  address.database = database;
  address.user = role;
  return address;
}

ServerAddress TestServer::new_database() {
  auto made = address(fmt::format("test_{}", ++databases_));
  run(address("postgres"), "create database " + made.database);
  return made;
}

BlockingSession::Table TestServer::run(const ServerAddress& in, const std::string& sql) {
  auto session =
      BlockingSession::open({.server = in, .password = "", .application = "test"}, steady_clock::now() + patience);
  if (!session) throw std::runtime_error(session.error().message);
  auto table = session->run(sql);
  if (!table) throw std::runtime_error(table.error().message + ": " + sql);
  return std::move(*table);
}

}  // namespace plaza::postgres
