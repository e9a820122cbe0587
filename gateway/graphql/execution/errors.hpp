#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/graphql/execution/call.hpp"
#include "gateway/graphql/execution/output.hpp"
#include "gateway/graphql/language/location.hpp"
#include "platform/core/error.hpp"

namespace plaza::graphql {

// Why a request is not executed at all. Its answer has no data.
struct RequestError {
  std::string message;
  std::vector<Location> locations{};
  Code code = Code::invalid_argument;
  std::string reason{};      // a fixed word, finer than the code: "PERSISTED_QUERY_NOT_FOUND"
  std::string_view limit{};  // the name of the limit that was exceeded
};

// {"message":…,"locations":[…],"extensions":{"code":…}}
void append_error(Output& out, const RequestError& error);
// An error of a field, with the path to it.
void append_error(Output& out, const Error& error, const std::vector<Location>& locations, const PathStep* path);

// {"errors":[…]}
std::string errors_document(const std::vector<RequestError>& errors);

}  // namespace plaza::graphql
