#include "platform/http/client.hpp"

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>

#include "platform/http/client_connection.hpp"
#include "platform/http/client_exchange.hpp"
#include "platform/http/client_pool.hpp"

namespace plaza::http {
namespace {

// RFC 9110, 9.2.2.
bool idempotent(Method method) {
  switch (method) {
    case Method::get:
    case Method::head:
    case Method::put:
    case Method::delete_:
    case Method::options:
    case Method::trace:
      return true;
    default:
      return false;
  }
}

}  // namespace

class Client::Impl {
 public:
  Impl(asio::io_context::executor_type executor, const ClientOptions& options)
      : executor_(executor), options_(options), pool_(std::make_shared<ClientPool>(executor, options)) {}

  static asio::awaitable<Result<ClientResponse>> send(std::shared_ptr<Impl> self, ClientRequest request,
                                                      SteadyTime deadline) {
    const auto bytes = request_bytes(request);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (std::chrono::steady_clock::now() >= deadline) co_return late(request.url);
    auto lease = co_await self->pool_->acquire(
        fmt::format("{}://{}:{}", request.url.scheme, request.url.host, request.url.port), deadline);
    if (!lease) co_return std::unexpected(lease.error());

    if (lease->connection) {
      auto outcome = co_await self->attempt(*lease, *bytes, request, deadline);
      const bool met_closed = !outcome.response && !outcome.answered && !lease->connection->expired();
      if (!met_closed || !idempotent(request.method)) co_return std::move(outcome.response);
    }
    auto opened = co_await self->open(*lease, request.url, deadline);
    if (!opened) co_return std::unexpected(opened.error());
    auto outcome = co_await self->attempt(*lease, *bytes, request, deadline);
    co_return std::move(outcome.response);
  }

 private:
  asio::awaitable<ClientExchange> attempt(ClientPool::Lease& lease, const std::string& bytes,
                                          const ClientRequest& request, SteadyTime deadline) {
    const ConnectionDeadline limit(executor_, lease.connection, deadline);
    auto outcome = co_await exchange(*lease.connection, bytes, request, options_);
    if (!outcome.response && lease.connection->expired()) outcome.response = late(request.url);
    lease.reusable = outcome.reusable && !lease.connection->expired();
    co_return outcome;
  }

  asio::awaitable<Result<void>> open(ClientPool::Lease& lease, const Url& url, SteadyTime deadline) {
    const auto endpoints = co_await resolve(executor_, url, deadline);
    if (!endpoints) co_return std::unexpected(endpoints.error());
    asio::ssl::context* trusted = nullptr;
    if (url.scheme == "https") {
      if (auto loaded = load_authorities(); !loaded) co_return loaded;
      trusted = &*authorities_;
    }
    lease.connection = std::make_shared<ClientConnection>(executor_);
    lease.reusable = false;
    const ConnectionDeadline limit(executor_, lease.connection, deadline);
    auto opened = co_await lease.connection->open(url, *endpoints, trusted);
    if (!opened && lease.connection->expired()) co_return late(url);
    co_return opened;
  }

  // The first https call reads the certificates.
  Result<void> load_authorities() {
    if (authorities_) return {};
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    boost::system::error_code error;
    if (options_.authorities_file.empty()) {
      context.set_default_verify_paths(error);
    } else {
      context.load_verify_file(options_.authorities_file, error);
    }
    if (error) return fail(Code::unavailable, fmt::format("cannot read the trusted certificates: {}", error.message()));
    authorities_ = std::move(context);
    return {};
  }

  static std::unexpected<Error> late(const Url& url) {
    return fail(Code::deadline_exceeded, fmt::format("{} did not answer in time", url.authority()));
  }

  asio::io_context::executor_type executor_;
  ClientOptions options_;
  std::shared_ptr<ClientPool> pool_;
  std::optional<asio::ssl::context> authorities_;
};

Client::Client(asio::io_context::executor_type executor, const ClientOptions& options)
    : impl_(std::make_shared<Impl>(executor, options)) {}

Client::~Client() = default;

asio::awaitable<Result<ClientResponse>> Client::send(ClientRequest request, SteadyTime deadline) {
  return Impl::send(impl_, std::move(request), deadline);
}

}  // namespace plaza::http
