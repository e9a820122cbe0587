#pragma once

#include <optional>
#include <string_view>

#include "gateway/edge/token/refusal.hpp"
#include "platform/http/message.hpp"

namespace plaza::gateway::token {

// Answers that tell a caller what is wrong with its token, or that one is needed (RFC 6750, 3): a problem with
// WWW-Authenticate.

// 401 invalid_token.
http::Response invalid_token(const http::Request& request, Refusal refusal);
// 400 invalid_request: the header itself is not what it should be.
http::Response invalid_credentials(const http::Request& request, std::string_view sentence);

// For routes that need to know who asks: nothing when that is so, otherwise 401 without an error code.
std::optional<http::Response> require_subject(const http::Request& request);
// For routes that need a scope ("operator"): 401 for the anonymous, 403 insufficient_scope for those who lack it.
std::optional<http::Response> require_scope(const http::Request& request, std::string_view scope);

}  // namespace plaza::gateway::token
