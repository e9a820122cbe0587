#include "platform/postgres/connector.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <libpq-fe.h>

#include "platform/postgres/failure.hpp"
#include "platform/postgres/server_said.hpp"

namespace plaza::postgres {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

// A server that vanished without a word is noticed within so many seconds, by either side.
constexpr int keepalive_idle_s = 5;
constexpr int keepalive_interval_s = 2;
constexpr int keepalive_count = 3;
constexpr int unacknowledged_ms_max = 10'000;
// How soon the server notices that whoever asked has gone, while it works on the answer.
constexpr int look_for_client_ms = 500;

// The session is as we need it whatever the server's configuration says.
std::string session_settings(const Target& target) {
  const auto timeout_ms = target.server.statement_timeout.count();
  return fmt::format(
      "-c statement_timeout={} -c idle_in_transaction_session_timeout={} -c client_connection_check_interval={} "
      "-c tcp_keepalives_idle={} -c tcp_keepalives_interval={} -c tcp_keepalives_count={} -c tcp_user_timeout={} "
      "-c timezone=UTC {}",
      timeout_ms, timeout_ms, look_for_client_ms, keepalive_idle_s, keepalive_interval_s, keepalive_count,
      unacknowledged_ms_max, target.settings);
}

// libpq's keywords and values. `address` spares libpq a lookup, which would block; TLS checks the certificate for
// `host`.
class Keywords {
 public:
  Keywords(const Target& target, const std::string& address) {
    const auto& server = target.server;
    const bool secure = server.tls.enabled();
    add("host", secure && !server.tls.server_name.empty() ? server.tls.server_name : server.host);
    if (!address.empty()) add("hostaddr", address);
    add("port", std::to_string(server.port));
    add("dbname", server.database);
    add("user", server.user);
    // Never what lies about in the home of whoever runs this.
    add("passfile", "/nonexistent");
    if (!target.password.empty()) add("password", target.password);
    add("application_name", target.application);
    add("client_encoding", "UTF8");
    add("options", session_settings(target));
    add("keepalives_idle", std::to_string(keepalive_idle_s));
    add("keepalives_interval", std::to_string(keepalive_interval_s));
    add("keepalives_count", std::to_string(keepalive_count));
    add("tcp_user_timeout", std::to_string(unacknowledged_ms_max));
    add("gssencmode", "disable");
    // Not a standby: all that we have may change something.
    add("target_session_attrs", "read-write");
    add("sslmode", secure ? "verify-full" : "disable");
    if (!secure) return;
    add("sslrootcert", server.tls.authorities_file);
    if (!server.tls.certificate_file.empty()) {
      add("sslcert", server.tls.certificate_file);
      add("sslkey", server.tls.key_file);
    }
  }
  void add(const char* name, std::string value) {
    names_.push_back(name);
    values_.push_back(std::move(value));
  }

  [[nodiscard]] Handle start() const {
    auto [names, values] = pointers();
    Handle begun(PQconnectStartParams(names.data(), values.data(), 0));
    if (begun) silence(*begun);
    return begun;
  }
  [[nodiscard]] Handle connect() const {
    auto [names, values] = pointers();
    return Handle(PQconnectdbParams(names.data(), values.data(), 0));
  }

 private:
  using Pointers = std::vector<const char*>;
  [[nodiscard]] std::pair<Pointers, Pointers> pointers() const {
    std::pair<Pointers, Pointers> both{names_, {}};
    for (const auto& value : values_) both.second.push_back(value.c_str());
    both.first.push_back(nullptr);
    both.second.push_back(nullptr);
    return both;
  }

  Pointers names_;
  std::vector<std::string> values_;
};

Error refused(const pg_conn* connection) {
  // While connecting, libpq gives no SQLSTATE: whatever the reason, nobody can work with this server now.
  return {.code = Code::unavailable,
          .message = first_line(PQerrorMessage(connection)),
          .reason = std::string(reason_no_connection)};
}

asio::awaitable<Result<Handle>> shake_hands(asio::io_context::executor_type executor, Handle connection) {
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD) {
    co_return std::unexpected(refused(connection.get()));
  }
  asio::posix::stream_descriptor descriptor(executor);
  // Before the first poll libpq waits for the socket to be writable.
  auto state = PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    // libpq may close its socket and open another in any step, so none is kept watched across one.
    descriptor.assign(PQsocket(connection.get()));
    const auto [failed] =
        co_await descriptor.async_wait(state == PGRES_POLLING_READING ? asio::posix::descriptor_base::wait_read
                                                                      : asio::posix::descriptor_base::wait_write,
                                       awaited);
    descriptor.release();
    if (failed) co_return fail(Code::cancelled, "the attempt to connect was given up");
    state = PQconnectPoll(connection.get());
  }
  if (state != PGRES_POLLING_OK) co_return std::unexpected(refused(connection.get()));
  co_return connection;
}

// Empty for a Unix socket.
asio::awaitable<Result<std::string>> find_address(asio::io_context::executor_type executor, const std::string& host) {
  if (host.starts_with('/')) co_return std::string();
  boost::system::error_code not_numeric;
  const auto numeric = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) co_return numeric.to_string();
  asio::ip::tcp::resolver resolver(executor);
  const auto [unknown, found] = co_await resolver.async_resolve(host, "", awaited);
  if (unknown || found.empty()) {
    co_return fail(Code::unavailable, fmt::format("{} has no address: {}", host, unknown.message()),
                   std::string(reason_no_connection));
  }
  co_return found.begin()->endpoint().address().to_string();
}

asio::awaitable<Result<Handle>> connect_unhurried(asio::io_context::executor_type executor, Target target) {
  const auto address = co_await find_address(executor, target.server.host);
  if (!address) co_return std::unexpected(address.error());
  const Keywords keywords(target, *address);
  auto connection = co_await shake_hands(executor, keywords.start());
  if (connection) prepare_handle(**connection);
  co_return connection;
}

}  // namespace

void Disconnect::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

asio::awaitable<Result<Handle>> connect(asio::io_context::executor_type executor, Target target) {
  using asio::experimental::awaitable_operators::operator||;
  asio::steady_timer timer(executor, target.server.connect_timeout);
  const auto where = fmt::format("{}:{}", target.server.host, target.server.port);
  auto first = co_await (connect_unhurried(executor, std::move(target)) || timer.async_wait(awaited));
  if (auto* connected = std::get_if<0>(&first)) co_return std::move(*connected);
  co_return fail(Code::unavailable, fmt::format("{} did not answer in time", where), std::string(reason_no_connection));
}

Result<Handle> connect_and_block(const Target& target) {
  Keywords keywords(target, "");
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(target.server.connect_timeout);
  keywords.add("connect_timeout", std::to_string(seconds.count()));
  auto connection = keywords.connect();
  if (!connection || PQstatus(connection.get()) != CONNECTION_OK) return std::unexpected(refused(connection.get()));
  silence(*connection);
  return connection;
}

}  // namespace plaza::postgres
