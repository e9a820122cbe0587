#pragma once

#include <optional>
#include <vector>

#include "platform/http/message.hpp"
#include "platform/http/server.hpp"
#include "platform/http/transaction.hpp"

namespace plaza::http {

// Finds who answers a request, with the filters around it. What they throw becomes a 500 problem.
class Dispatcher {
 public:
  Dispatcher(const Router& router, std::vector<Filter*> filters, Observer* observer)
      : router_(router), filters_(std::move(filters)), observer_(observer) {}

  // Finds the route. Before the body is read: the route may limit it.
  void route(Transaction& transaction) const;

  // Runs the filters and a plain handler. Nothing when the answer needs an asynchronous handler: async_handler().
  std::optional<Response> answer(Transaction& transaction) const;
  static const AsyncHandler& async_handler(const Transaction& transaction);

  // Runs the filters' second half.
  void finish(Transaction& transaction, Response& response) const;

  // Whether `response`, finished, is the answer to every request with this head.
  bool repeats(Transaction& transaction, const Response& response) const;

  // Tells the observer about a thrown exception; the answer to it.
  Response failure(Transaction& transaction, std::string_view what) const;

 private:
  std::optional<Response> filter(Transaction& transaction) const;

  const Router& router_;
  std::vector<Filter*> filters_;
  Observer* observer_;
};

}  // namespace plaza::http
