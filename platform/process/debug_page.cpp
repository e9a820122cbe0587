#include "platform/process/debug_page.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "platform/http/html.hpp"

namespace plaza {
namespace {

namespace json = boost::json;

std::string cell(const json::value& value) {
  if (value.is_string()) return http::html_escaped(std::string_view(value.get_string()));
  if (value.is_null()) return {};
  if (value.is_double()) return fmt::format("{:.3f}", value.get_double());
  return http::html_escaped(json::serialize(value));
}

std::string table(const json::array& rows) {
  if (rows.empty()) return "<p>None.</p>\n";
  const auto* first = rows.front().if_object();
  if (!first) return fmt::format("<p>{}</p>\n", cell(rows));
  std::string out = "<table border=\"1\" cellpadding=\"4\">\n<thead><tr>";
  for (const auto& [name, unused] : *first) {
    out += fmt::format("<th scope=\"col\" align=\"left\">{}</th>", http::html_escaped(name));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (const auto& [name, unused] : *first) {
      const auto* value = row.is_object() ? row.get_object().if_contains(name) : nullptr;
      out += fmt::format("<td>{}</td>", value ? cell(*value) : "");
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

std::string names_and_values(const json::object& object) {
  std::string out = "<table border=\"1\" cellpadding=\"4\">\n<tbody>\n";
  for (const auto& [name, value] : object) {
    out += fmt::format("<tr><th scope=\"row\" align=\"left\">{}</th><td>{}</td></tr>\n", http::html_escaped(name),
                       cell(value));
  }
  return out + "</tbody>\n</table>\n";
}

std::string as_html(const json::value& value) {
  if (const auto* rows = value.if_array()) return table(*rows);
  if (const auto* object = value.if_object()) return names_and_values(*object);
  return fmt::format("<p>{}</p>\n", cell(value));
}

http::Response momentary(http::Response response) {
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Vary", "Accept");
  return response;
}

bool wants_json(const http::Request& request) {
  const auto accept = request.combined(http::Field::accept);
  return accept.contains("application/json") && !accept.contains("text/html");
}

}  // namespace

void DebugPage::add_routes(http::Router& router) const {
  router.get("/debug", [this](http::Request& request) {
    return momentary(wants_json(request) ? http::json(200, json()) : http::html(200, html()));
  });
  router.get("/debug.json", [this](http::Request&) { return momentary(http::json(200, json())); });
}

std::string DebugPage::html() const {
  std::string content = fmt::format("<h1>{}</h1>\n<ul>\n", http::html_escaped(title_));
  for (const auto& section : sections_) {
    content += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", section.key, http::html_escaped(section.title));
  }
  content += "<li><a href=\"/debug.json\">All of it as JSON</a></li>\n</ul>\n";
  for (const auto& section : sections_) {
    content += fmt::format("<h2 id=\"{}\">{}</h2>\n<p>{}</p>\n{}", section.key, http::html_escaped(section.title),
                           http::html_escaped(section.doc), as_html(section.content()));
  }
  return http::html_page(title_, content);
}

std::string DebugPage::json() const {
  json::object all;
  for (const auto& section : sections_) all.emplace(section.key, section.content());
  return json::serialize(all) + "\n";
}

}  // namespace plaza
