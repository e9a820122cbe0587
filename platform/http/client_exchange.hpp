#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "platform/http/client.hpp"
#include "platform/http/client_connection.hpp"

namespace plaza::http {

// The bytes of a request. Errors: invalid_argument for header fields that cannot be sent.
Result<std::string> request_bytes(const ClientRequest& request);

// What came of one request on one connection.
struct ClientExchange {
  Result<ClientResponse> response;
  bool reusable = false;  // the connection can serve another request
  bool answered = false;  // at least a byte of an answer came
};

// Sends the request and reads the answer. The connection's deadline is the caller's affair.
asio::awaitable<ClientExchange> exchange(ClientConnection& connection, const std::string& bytes,
                                         const ClientRequest& request, const ClientOptions& options);

}  // namespace plaza::http
