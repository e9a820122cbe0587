#include <fmt/format.h>

#include "platform/http/html.hpp"
#include "platform/http/problem.hpp"

// Each problem's type is an address; these are the pages there.

namespace plaza::http {
namespace {

std::string problem_page(const ProblemType& type) {
  return html_page(type.title,
                   fmt::format("<h1>{}</h1>\n"
                               "<p>Status {}. Type <code>/problems/{}</code>.</p>\n"
                               "<p>{}</p>\n"
                               "<p><a href=\"/problems\">All problem types</a></p>\n",
                               html_escaped(type.title), type.status, type.slug, html_escaped(type.explanation)));
}

std::string index_page() {
  std::string rows;
  for (const auto& type : problem_types()) {
    rows +=
        fmt::format("<li>{} <a href=\"/problems/{}\">{}</a></li>\n", type.status, type.slug, html_escaped(type.title));
  }
  return html_page("Problem types",
                   fmt::format("<h1>Problem types</h1>\n"
                               "<p>Errors are answered as <code>application/problem+json</code> (RFC 9457). "
                               "These are the values of their <code>type</code>.</p>\n"
                               "<ul>\n{}</ul>\n",
                               rows));
}

PlainHandler serve(std::string content) {
  return [shared = Document::make("text/html; charset=utf-8", std::move(content))](Request&) {
    auto response = document(shared);
    response.headers.add("Cache-Control", "public, max-age=3600");
    return response;
  };
}

}  // namespace

void add_problem_pages(Router& router) {
  router.get("/problems", serve(index_page()));
  for (const auto& type : problem_types())
    router.get(fmt::format("/problems/{}", type.slug), serve(problem_page(type)));
}

}  // namespace plaza::http
