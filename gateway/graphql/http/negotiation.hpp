#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Which form an answer has (GraphQL over HTTP, "Media Types").
namespace plaza::graphql {

enum class MediaType : std::uint8_t {
  json,              // application/json: a well-formed request is 200, whatever becomes of it
  graphql_response,  // application/graphql-response+json: the status tells whether there is data
};

std::string_view content_type(MediaType type);

// What to answer with, by the Accept header (RFC 9110, 12.5.1): the one the client likes best, plain JSON where it does
// not care; nothing when it takes neither.
std::optional<MediaType> negotiate(std::string_view accept);

// Whether a body of this Content-Type is JSON in UTF-8. Nothing else is taken: what a browser sends without asking the
// server first (forms, plain text) must not reach a user's data.
bool is_json_body(std::string_view content_type);

// Whether the client is a browser that wants a page.
bool prefers_html(std::string_view accept);

}  // namespace plaza::graphql
