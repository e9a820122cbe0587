#include "platform/http/problem.hpp"

#include <fmt/format.h>

#include "platform/core/json_text.hpp"
#include "platform/http/percent.hpp"

namespace plaza::http {
namespace {

constexpr std::chrono::seconds retry_after_default{1};

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += fmt::format(",\"{}\":", name);
  append_json_string(out, value);
}

void append_errors(std::string& out, std::span<const FieldError> fields) {
  out += ",\"errors\":[";
  for (const auto& field : fields) {
    out += "{\"pointer\":";
    append_json_string(out, field.pointer);
    append_member(out, "detail", field.detail);
    out += "},";
  }
  out.back() = ']';
}

// What goes wrong inside is for the log, not for whoever asked.
std::string_view public_detail(const ProblemType& type, const Error& error) {
  return type.status == 500 ? type.explanation : std::string_view(error.message);
}

}  // namespace

Response problem(const ProblemType& type, std::string_view detail, std::string_view instance,
                 std::span<const FieldError> fields) {
  std::string body = fmt::format(R"({{"type":"/problems/{}","title":)", type.slug);
  append_json_string(body, type.title);
  body += fmt::format(",\"status\":{}", type.status);
  if (!detail.empty()) append_member(body, "detail", detail);
  if (!instance.empty()) append_member(body, "instance", as_uri_reference(instance));
  if (!fields.empty()) append_errors(body, fields);
  body += '}';

  Response response;
  response.status = type.status;
  response.headers.add_block("Content-Type: application/problem+json\r\nCache-Control: no-store\r\n");
  response.body = std::move(body);
  return response;
}

Response problem(const Request& request, const Error& error) {
  const auto& type = problem_type(error.code);
  auto response = problem(type, public_detail(type, error), request.path(), error.fields);
  if (error.retry_after || type.status == 429 || type.status == 503) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(error.retry_after.value_or(retry_after_default));
    response.headers.add("Retry-After", fmt::to_string(wait.count()));
  }
  if (type.status == 401) response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace plaza::http
