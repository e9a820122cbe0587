#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "platform/http/router.hpp"
#include "platform/http/server.hpp"

namespace plaza::gateway::testing {

// What the tests of filters share: a router with one route, and requests without sockets.
class FilterTest : public ::testing::Test {
 protected:
  FilterTest() {
    router_.get("/things/{id}", http::PlainHandler([](http::Request&) { return http::no_content(); }));
  }

  // What a filter makes of a request that the handler answers with `response`.
  http::Response pass(http::Filter& filter, http::Method method, std::string_view target,
                      const std::vector<std::pair<std::string, std::string>>& headers, http::Response response) {
    message_ = {};
    message_.method(method);
    message_.target(target);
    for (const auto& [name, value] : headers) message_.set(name, value);
    http::Request request(worker_, message_);
    if (auto early = filter.before(request)) response = std::move(*early);
    filter.after(request, response);
    return response;
  }

  Worker worker_{0};
  http::Router router_;
  http::Request::Message message_;
};

}  // namespace plaza::gateway::testing
