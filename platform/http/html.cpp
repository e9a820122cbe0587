#include "platform/http/html.hpp"

#include <fmt/format.h>

namespace plaza::http {

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string html_page(std::string_view title, std::string_view content, std::string_view description) {
  const auto described = description.empty()
                             ? std::string()
                             : fmt::format("<meta name=\"description\" content=\"{}\">\n", html_escaped(description));
  return fmt::format(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n"
      "<head>\n"
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "{}"
      "<title>{}</title>\n"
      "<link rel=\"icon\" href=\"/favicon.ico\" type=\"image/svg+xml\">\n"
      "</head>\n"
      "<body>\n"
      "<main>\n"
      "{}"
      "</main>\n"
      "</body>\n"
      "</html>\n",
      described, html_escaped(title), content);
}

}  // namespace plaza::http
