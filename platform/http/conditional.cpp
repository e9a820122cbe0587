#include "platform/http/conditional.hpp"

#include "platform/http/compression.hpp"
#include "platform/http/entity_tag.hpp"
#include "platform/http/problem.hpp"

namespace plaza::http {
namespace {

// The tag that the client holds and that is still right; empty when there is none.
std::string matching_tag(const Request& request, const std::string& tag) {
  const auto list = request.combined(Field::if_none_match);
  if (list.empty()) return {};
  if (matches_weakly(list, tag)) return tag;
  auto compressed = gzip_entity_tag(tag);
  const bool matches = accepts_gzip(request.combined(Field::accept_encoding)) && matches_weakly(list, compressed);
  return matches ? std::move(compressed) : std::string();
}

}  // namespace

void ConditionalReads::after(const Request& request, Response& response) {
  const bool read = request.method() == Method::get || request.method() == Method::head;
  if (!read || response.status != 200 || std::holds_alternative<StreamedBody>(response.body)) return;
  std::string tag(response.headers.get("ETag"));
  if (tag.empty()) {
    tag = entity_tag(response.text());
    response.headers.add("ETag", tag);
  }
  // If-Match comes first (RFC 9110, 13.2.2). Conditions on dates have no effect: no answer tells when it was modified.
  if (const auto wanted = request.combined(Field::if_match); !wanted.empty() && !matches_strongly(wanted, tag)) {
    response = problem(problem_type("precondition-failed"), "the present version has another entity tag than If-Match",
                       request.path());
    return;
  }
  const auto held = matching_tag(request, tag);
  if (held.empty()) return;
  response.status = 304;
  response.body = std::string();
  response.headers.remove("Content-Type");
  if (held == tag) return;
  response.headers.remove("ETag");
  response.headers.add("ETag", held);
}

}  // namespace plaza::http
