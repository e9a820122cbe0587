#pragma once

#include <string_view>
#include <vector>

#include "gateway/api/answer.hpp"
#include "gateway/api/versions.hpp"
#include "gateway/description/operation.hpp"
#include "gateway/edge/ownership.hpp"

// What routes of things with an id and a version have in common.
namespace plaza::gateway {

// For its reader alone, who asks again whether it has changed.
inline constexpr std::string_view private_cache_control = "private, no-cache";
std::vector<HeaderDoc> private_headers();
HeaderDoc version_tag_doc();

// A UUID in a path. Any short text is taken: what cannot be an id names nothing, and is answered 404 like one.
ParameterType<std::string> id_parameter();

// A service's failure over the thing of this id: what it does not find is said in the words for an id that nobody has.
Error about(std::string_view kind, std::string_view id, Error error);

// An answer with a thing that has a version, and its tag.
template <DescribedObject T>
http::Response versioned(unsigned status, const T& thing, std::int64_t version) {
  constexpr std::size_t bytes_expected = 1024;
  auto json = to_json(thing, bytes_expected);
  const auto tag = version_tag(version, json);
  auto response = http::json(status, std::move(json));
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", private_cache_control);
  return response;
}

}  // namespace plaza::gateway
