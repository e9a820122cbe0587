#include "platform/redis/opening.hpp"

#include <fmt/format.h>

#include "platform/redis/ask.hpp"
#include "platform/redis/failure.hpp"
#include "platform/tls/connector.hpp"

namespace plaza::redis {
namespace {

// As CLIENT LIST shows us.
constexpr std::string_view client_name = "plaza";

std::unexpected<Error> no_connection(std::string message) {
  return fail(Code::unavailable, std::move(message), std::string(reason_no_connection));
}

asio::awaitable<Result<std::shared_ptr<Connection>>> connect(asio::io_context::executor_type executor,
                                                             const Clock& clock, std::string endpoint, Target target) {
  auto stream = std::make_unique<tls::Stream>(executor);
  tls::Connector connector(executor, *stream, endpoint, target.credentials);
  if (!co_await connector.open(target.server.connect_timeout)) {
    co_return no_connection(
        fmt::format("{} does not accept a connection{}{}", endpoint,
                    connector.why_insecure().empty() ? "" : ": TLS failed: ", connector.why_insecure()));
  }
  auto limits = target.limits;
  limits.replicas_min = 0;  // until the greeting is over
  auto connection = std::make_shared<Connection>(executor, clock, std::move(stream), target.server, limits);
  connection->start();
  if (target.begun) target.begun(connection);
  co_return connection;
}

// A primary's first word in its answer to ROLE is "master".
Result<void> check_role(const Reply& role) {
  const auto parts = role.list();
  if (!parts.empty() && parts.front().text() == "master") return {};
  return no_connection("the server that the Sentinels named is no primary");
}

asio::awaitable<Result<void>> greet(std::shared_ptr<Connection> connection, const Target& target, SteadyTime deadline) {
  std::vector<Command> commands;
  const auto& server = target.server;
  if (!target.password.empty()) {
    commands.push_back(server.user.empty() ? Command("AUTH", Access::read, target.password)
                                           : Command("AUTH", Access::read, server.user, target.password));
  }
  if (server.database != 0) commands.emplace_back("SELECT", Access::read, server.database);
  commands.emplace_back("CLIENT", Access::read, "SETNAME", client_name);
  // A server that loads its data, or a replica that has lost its primary, says so to this one.
  commands.emplace_back("PING", Access::read);
  for (auto& command : commands) {
    const auto answer = co_await ask(connection, std::move(command), deadline);
    if (!answer.reply) co_return std::unexpected(answer.reply.error());
  }
  if (server.sentinels.empty()) co_return Result<void>{};
  const auto role = co_await ask(connection, Command("ROLE", Access::read), deadline);
  if (!role.reply) co_return std::unexpected(role.reply.error());
  co_return check_role(*role.reply);
}

Result<std::string> endpoint_in(const Reply& reply, const std::string& service) {
  const auto parts = reply.list();
  if (parts.size() != 2 || !parts[0].text() || !parts[1].text()) {
    return no_connection(fmt::format("the Sentinel does not know {}", service));
  }
  return fmt::format("{}:{}", *parts[0].text(), *parts[1].text());
}

asio::awaitable<Result<std::string>> ask_sentinel(asio::io_context::executor_type executor, const Clock& clock,
                                                  std::string sentinel, Target target) {
  auto connection = co_await connect(executor, clock, sentinel, target);
  if (!connection) co_return std::unexpected(connection.error());
  const auto deadline = clock.steady_now() + target.server.connect_timeout;
  Command command("SENTINEL", Access::read, "get-master-addr-by-name", target.server.sentinel_service);
  const auto answer = co_await ask(*connection, std::move(command), deadline);
  (*connection)->close("it was asked what it was made for");
  if (!answer.reply) co_return std::unexpected(answer.reply.error());
  co_return endpoint_in(*answer.reply, target.server.sentinel_service);
}

}  // namespace

asio::awaitable<Result<std::string>> find_primary(asio::io_context::executor_type executor, const Clock& clock,
                                                  Target target) {
  if (target.server.sentinels.empty()) co_return target.server.endpoint;
  Result<std::string> found = no_connection("there is no Sentinel");
  for (const auto& sentinel : target.server.sentinels) {
    found = co_await ask_sentinel(executor, clock, sentinel, target);
    if (found) break;
  }
  co_return found;
}

asio::awaitable<Result<std::shared_ptr<Connection>>> open(asio::io_context::executor_type executor, const Clock& clock,
                                                          std::string endpoint, Target target) {
  auto connection = co_await connect(executor, clock, endpoint, target);
  if (!connection) co_return connection;
  const auto deadline = clock.steady_now() + target.server.connect_timeout;
  if (auto greeted = co_await greet(*connection, target, deadline); !greeted) {
    (*connection)->close("it was not greeted as it should");
    co_return no_connection(fmt::format("{}: {}", endpoint, greeted.error().message));
  }
  (*connection)->change(target.limits);
  co_return connection;
}

}  // namespace plaza::redis
