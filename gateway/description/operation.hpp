#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/description/parameters.hpp"
#include "gateway/description/schema.hpp"
#include "gateway/description/to_json.hpp"
#include "gateway/edge/limits/rate_policies.hpp"
#include "platform/http/message.hpp"
#include "platform/http/router.hpp"

namespace plaza::gateway {

// A header field of an answer, as documents show it.
struct HeaderDoc {
  std::string name;
  std::string doc;
  std::string schema = R"({"type":"string"})";
  std::string example{};
};

// Where a client can go from an answer: an operation, and which of its parameters the answer or its request fills.
struct LinkDoc {
  std::string name;
  std::string operation;  // its id
  std::string doc;
  // Name and runtime expression: {"id", "$response.body#/items/0/id"}
  std::vector<std::pair<std::string, std::string>> parameters;
};

// An answer that a route gives when all goes well.
struct AnswerDoc {
  unsigned status = 200;
  std::string doc;
  std::string schema;  // empty: no content
  std::vector<HeaderDoc> headers{};
  std::vector<LinkDoc> links{};
};

// The body that a route takes, as JSON.
struct BodyDoc {
  std::string doc{};
  std::string schema{};  // empty: it takes none
  std::string example{};
};

// A group of routes.
struct Tag {
  std::string name;
  std::string doc;
};

// One method of one path: what documents say of it, and the handler that the router gets.
struct Operation {
  http::Method method = http::Method::get;
  std::string path;  // "/api/v1/pharmacies/{id}"
  std::string id;    // operationId: "getPharmacy"
  std::string tag{};
  std::string summary{};
  std::string doc{};
  std::vector<ParameterDoc> parameters{};
  BodyDoc body{};
  std::vector<AnswerDoc> answers{};
  // Kinds of problems (http::problem_types) beyond those that any route can have.
  std::vector<std::string_view> problems{};
  // The largest body that it takes; 0: it takes none; a small one is read and means nothing.
  std::size_t body_bytes_max = 0;
  // Its answer is the same for everybody who asks the same, so that one may serve many.
  bool same_for_all = false;
  // What the caller's token must allow ("operator"); empty: the route is open to everybody.
  std::string scope{};
  // It is about the caller's own: a token is needed, whatever its scopes.
  bool needs_subject = false;
  http::Handler handler{};
};

// All that the gateway offers, as its domains described it. Built once, at the start.
class Api {
 public:
  void add(Tag tag) { tags_.push_back(std::move(tag)); }
  // Throws std::logic_error when the id is taken, or a path parameter is not described.
  void add(Operation operation);

  // An answer whose body is a T.
  template <class T>
  [[nodiscard]] AnswerDoc answer(std::string_view doc, const std::vector<HeaderDoc>& headers = {},
                                 const std::vector<LinkDoc>& links = {}) {
    return {.doc = std::string(doc), .schema = schemas_.of<T>(), .headers = headers, .links = links};
  }

  // A body that is a T.
  template <class T>
  [[nodiscard]] BodyDoc body(std::string_view doc, std::string_view example) {
    return {.doc = std::string(doc), .schema = schemas_.of<T>(), .example = std::string(example)};
  }

  [[nodiscard]] const std::vector<Tag>& tags() const { return tags_; }
  [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
  [[nodiscard]] const Schemas& schemas() const { return schemas_; }
  [[nodiscard]] Schemas& schemas() { return schemas_; }

  // Puts something around a handler.
  using Decorate = std::function<http::AsyncHandler(http::AsyncHandler)>;

  // Routes that need a token or a scope are guarded here: 401 and 403 come before their handlers. `shared` goes around
  // handlers that wait, and whose answers are the same for all.
  void add_routes(http::Router& router, const Decorate& shared = {}) const;

  // All of them: whoever describes a route need not think of limits.
  [[nodiscard]] std::vector<LimitedRoute> limited_routes() const;

 private:
  std::vector<Tag> tags_;
  std::vector<Operation> operations_;
  Schemas schemas_;
};

// What every read carries: its entity tag, and how long it may be kept.
std::vector<HeaderDoc> cached_headers();

}  // namespace plaza::gateway
