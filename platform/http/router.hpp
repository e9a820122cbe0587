#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "platform/http/message.hpp"

namespace plaza::http {

using PlainHandler = std::function<Response(Request&)>;
using AsyncHandler = std::function<asio::awaitable<Response>(Request&)>;
using Handler = std::variant<PlainHandler, AsyncHandler>;

// What is served under one method and path template.
struct Route {
  Method method = Method::get;
  std::string path;  // "/api/v1/pharmacies/{id}"; a last "{name...}" takes the rest of the path
  Handler handler;
  std::size_t body_bytes_max = 0;  // 0: the server's limit
  bool takes_body = true;          // false: a small one is read and means nothing, a larger one is refused
  bool fixed = false;              // the handler is plain, and answers everybody with the same Document
};

// The route of a request, or why there is none.
struct Match {
  const Route* route = nullptr;
  PathParameters parameters{};
  // When the path is known but not the method: what is allowed, "GET, HEAD, OPTIONS". Empty: the path is unknown.
  std::string allowed{};
};

// A trie over path segments. A fixed segment wins over a parameter. GET serves HEAD as well. Built once, then read by
// all workers.
class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Throws std::logic_error for a route that is there already or a template that is malformed.
  void add(Route route);
  void get(std::string path, Handler handler) {
    add({.method = Method::get, .path = std::move(path), .handler = std::move(handler), .takes_body = false});
  }

  // A page that is the same for everybody, and does not change.
  void get_fixed(std::string path, PlainHandler handler) {
    add({.method = Method::get,
         .path = std::move(path),
         .handler = std::move(handler),
         .takes_body = false,
         .fixed = true});
  }

  // Percent-encoded segments are decoded for parameters. An unparsable one matches nothing.
  [[nodiscard]] Match match(Method method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace plaza::http
