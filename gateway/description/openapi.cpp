#include "gateway/description/openapi.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "gateway/description/json_writer.hpp"
#include "gateway/description/problem_type.hpp"
#include "platform/http/problem.hpp"

namespace plaza::gateway {
namespace {

// What the HTTP server itself can answer on any route, whatever its handler does: a request that is no HTTP or breaks a
// limit, a bad token, a fault of ours, too many requests at once, a spent deadline.
constexpr std::array<std::string_view, 13> problems_of_every_route{
    "invalid-request",      "unauthenticated",   "request-timeout",    "payload-too-large",
    "uri-too-long",         "header-too-large",  "expectation-failed", "internal",
    "not-implemented",      "too-many-requests", "unavailable",        "deadline-exceeded",
    "version-not-supported"};

constexpr std::string_view problem_schema = R"({"$ref":"#/components/schemas/Problem"})";

constexpr std::size_t document_bytes_expected = 65'536;

constexpr std::string_view bearer_scheme =
    R"({"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT",)"
    R"("description":"Who asks: `sub`, and what they may do: `scope`. A token that is not accepted is answered 401."}})";

bool has_retry_after(const http::ProblemType& type) {
  return type.status == 503 || type.status == 429;
}

using Members = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void write_members(JsonWriter& out, Members members) {
  for (const auto& [name, value] : members) {
    if (!value.empty()) out.member(name, value);
  }
}

void write_example(JsonWriter& out, std::string_view example) {
  if (!example.empty()) out.member_raw("example", example);
}

std::string_view place_of(const ParameterDoc& parameter) {
  switch (parameter.place) {
    case ParameterPlace::path:
      return "path";
    case ParameterPlace::header:
      return "header";
    case ParameterPlace::query:
      break;
  }
  return "query";
}

void write_parameter(JsonWriter& out, const ParameterDoc& parameter) {
  out.begin_object();
  out.member("name", parameter.name);
  out.member("in", place_of(parameter));
  out.key("required");
  out.boolean(parameter.info.required);
  write_members(out, {{"description", parameter.info.doc}});
  out.member_raw("schema", parameter.schema);
  write_example(out, parameter.info.example);
  out.end_object();
}

// Header fields that many answers have; each is described once.
struct SharedHeader {
  std::string_view name;
  std::string_view description;  // as JSON
};
constexpr SharedHeader request_id{
    "X-Request-Id",
    R"({"description":"The request's id, taken from the request or made here. Quote it when you ask about an answer.",)"
    R"("schema":{"type":"string"},"example":"0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b"})"};
// Absent where the gateway is set to limit nobody.
constexpr std::array<SharedHeader, 5> rate_limit_headers{{
    {"RateLimit-Policy",
     R"({"description":"The limit: how many requests (q) in how many seconds (w).","schema":{"type":"string"},)"
     R"("example":"\"read\";q=600;w=10"})"},
    {"RateLimit",
     R"({"description":"What is left of it (r), and the seconds until all of it is (t).","schema":{"type":"string"},)"
     R"("example":"\"read\";r=599;t=1"})"},
    {"RateLimit-Limit", R"({"description":"q, for older clients.","schema":{"type":"integer"},"example":600})"},
    {"RateLimit-Remaining", R"({"description":"r, for older clients.","schema":{"type":"integer"},"example":599})"},
    {"RateLimit-Reset", R"({"description":"t, for older clients.","schema":{"type":"integer"},"example":1})"},
}};

void write_reference(JsonWriter& out, const SharedHeader& header) {
  out.key(header.name);
  out.raw(fmt::format(R"({{"$ref":"#/components/headers/{}"}})", header.name));
}

void write_headers(JsonWriter& out, const std::vector<HeaderDoc>& headers, bool limited = false) {
  out.key("headers");
  out.begin_object();
  write_reference(out, request_id);
  if (limited) {
    for (const auto& header : rate_limit_headers) write_reference(out, header);
  }
  for (const auto& header : headers) {
    out.key(header.name);
    out.begin_object();
    out.member("description", header.doc);
    out.member_raw("schema", header.schema);
    write_example(out, header.example);
    out.end_object();
  }
  out.end_object();
}

void write_links(JsonWriter& out, const std::vector<LinkDoc>& links) {
  if (links.empty()) return;
  out.key("links");
  out.begin_object();
  for (const auto& link : links) {
    out.key(link.name);
    out.begin_object();
    write_members(out, {{"operationId", link.operation}, {"description", link.doc}});
    out.key("parameters");
    out.begin_object();
    for (const auto& [name, expression] : link.parameters) out.member(name, expression);
    out.end_object();
    out.end_object();
  }
  out.end_object();
}

void write_content(JsonWriter& out, std::string_view media_type, std::string_view schema) {
  out.key(media_type);
  out.begin_object();
  out.member_raw("schema", schema);
  out.end_object();
}

// `or_problem`: a problem of the same status can come as well.
void write_answer(JsonWriter& out, const AnswerDoc& answer, bool or_problem) {
  out.begin_object();
  out.member("description", answer.doc);
  write_headers(out, answer.headers, true);
  if (!answer.schema.empty()) {
    out.key("content");
    out.begin_object();
    write_content(out, "application/json", answer.schema);
    if (or_problem) write_content(out, "application/problem+json", problem_schema);
    out.end_object();
  }
  write_links(out, answer.links);
  out.end_object();
}

void write_not_modified(JsonWriter& out) {
  out.key("304");
  out.raw(R"({"$ref":"#/components/responses/not-modified"})");
}

// Its answers carry an entity tag, so that requests can be conditional.
bool conditional(const Operation& operation) {
  return operation.method == http::Method::get && std::ranges::any_of(operation.answers, [](const AnswerDoc& answer) {
           return std::ranges::find(answer.headers, "ETag", &HeaderDoc::name) != answer.headers.end();
         });
}

// Status → the kinds of problems that have it.
std::map<unsigned, std::vector<std::string_view>> problems_of(const Operation& operation) {
  std::set<std::string_view> slugs(problems_of_every_route.begin(), problems_of_every_route.end());
  slugs.insert(operation.problems.begin(), operation.problems.end());
  if (!operation.scope.empty()) slugs.insert("permission-denied");
  if (conditional(operation)) slugs.insert("precondition-failed");
  std::map<unsigned, std::vector<std::string_view>> by_status;
  for (const auto slug : slugs) by_status[http::problem_type(slug).status].push_back(slug);
  return by_status;
}

void write_responses(JsonWriter& out, const Operation& operation) {
  out.key("responses");
  out.begin_object();
  auto problems = problems_of(operation);
  for (const auto& answer : operation.answers) {
    out.key(fmt::format("{}", answer.status));
    write_answer(out, answer, problems.erase(answer.status) > 0);
  }
  if (conditional(operation)) write_not_modified(out);
  for (const auto& [status, slugs] : problems) {
    out.key(fmt::format("{}", status));
    out.begin_object();
    // Kinds of one status share one entry: a document has one per status.
    out.member("$ref", fmt::format("#/components/responses/{}", slugs.front()));
    out.end_object();
  }
  out.end_object();
}

// Only where it differs from what holds for all: a token may be sent, but need not. Scopes belong to OAuth 2 and OpenID
// Connect in this format, and linters hold to it; what a bearer token must allow stands in a member of our own.
void write_security(JsonWriter& out, const Operation& operation) {
  if (operation.scope.empty() && !operation.needs_subject) return;
  out.key("security");
  out.raw(R"([{"bearer":[]}])");
  if (!operation.scope.empty()) out.member("x-required-scope", operation.scope);
}

void write_body(JsonWriter& out, const BodyDoc& body) {
  out.key("requestBody");
  out.begin_object();
  out.member("description", body.doc);
  out.key("required");
  out.boolean(true);
  out.key("content");
  out.begin_object();
  out.key("application/json");
  out.begin_object();
  out.member_raw("schema", body.schema);
  write_example(out, body.example);
  out.end_object();
  out.end_object();
  out.end_object();
}

void write_operation(JsonWriter& out, const Operation& operation) {
  out.begin_object();
  write_members(out, {{"operationId", operation.id}, {"summary", operation.summary}, {"description", operation.doc}});
  out.key("tags");
  out.begin_array();
  out.string(operation.tag);
  out.end_array();
  if (!operation.parameters.empty()) {
    out.key("parameters");
    out.begin_array();
    for (const auto& parameter : operation.parameters) write_parameter(out, parameter);
    out.end_array();
  }
  if (!operation.body.schema.empty()) write_body(out, operation.body);
  write_security(out, operation);
  write_responses(out, operation);
  out.end_object();
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

void write_paths(JsonWriter& out, const Api& api) {
  std::vector<std::string_view> paths;
  for (const auto& operation : api.operations()) {
    if (std::ranges::find(paths, operation.path) == paths.end()) paths.push_back(operation.path);
  }
  out.key("paths");
  out.begin_object();
  for (const auto path : paths) {
    out.key(path);
    out.begin_object();
    for (const auto& operation : api.operations()) {
      if (operation.path != path) continue;
      out.key(lower_case(boost::beast::http::to_string(operation.method)));
      write_operation(out, operation);
    }
    out.end_object();
  }
  out.end_object();
}

void write_problem(JsonWriter& out, const http::ProblemType& type) {
  out.begin_object();
  out.member("description", fmt::format("{}. {}", type.title, type.explanation));
  std::vector<HeaderDoc> headers;
  if (has_retry_after(type)) {
    headers.push_back({.name = "Retry-After",
                       .doc = "Seconds after which to try again.",
                       .schema = R"({"type":"integer","minimum":0})",
                       .example = "1"});
  }
  write_headers(out, headers, type.status == 429);
  out.key("content");
  out.begin_object();
  out.key("application/problem+json");
  out.begin_object();
  out.member_raw("schema", problem_schema);
  out.member_raw("example", to_json(ProblemView{.type = fmt::format("/problems/{}", type.slug),
                                                .title = std::string(type.title),
                                                .status = static_cast<std::int32_t>(type.status)}));
  out.end_object();
  out.end_object();
  out.end_object();
}

// The problems that any operation refers to: a component that nobody uses would be noise.
std::set<std::string_view> problems_used(const Api& api) {
  std::set<std::string_view> used;
  for (const auto& operation : api.operations()) {
    for (const auto& [status, slugs] : problems_of(operation)) used.insert(slugs.front());
  }
  return used;
}

void write_components(JsonWriter& out, const Api& api) {
  auto schemas = api.schemas();
  (void)schemas.of<ProblemView>();
  out.key("components");
  out.begin_object();
  out.key("schemas");
  out.begin_object();
  for (const auto& [name, schema] : schemas.components()) out.member_raw(name, schema);
  out.end_object();
  out.key("headers");
  out.begin_object();
  out.member_raw(request_id.name, request_id.description);
  for (const auto& header : rate_limit_headers) out.member_raw(header.name, header.description);
  out.end_object();
  out.key("responses");
  out.begin_object();
  out.key("not-modified");
  out.begin_object();
  out.member("description", "The content that If-None-Match names is still the present one.");
  write_headers(out, cached_headers(), true);
  out.end_object();
  for (const auto slug : problems_used(api)) {
    out.key(slug);
    write_problem(out, http::problem_type(slug));
  }
  out.end_object();
  out.key("securitySchemes");
  out.raw(bearer_scheme);
  out.end_object();
}

void write_head(JsonWriter& out, const Api& api, const ApiInfo& info) {
  out.member("openapi", "3.1.0");
  out.key("info");
  out.begin_object();
  write_members(out, {{"title", info.title}, {"version", info.version}, {"description", info.doc}});
  out.key("contact");
  out.begin_object();
  write_members(out, {{"name", info.contact}});
  out.end_object();
  out.key("license");
  out.begin_object();
  write_members(out, {{"name", info.license_name}, {"identifier", info.license_id}});
  out.end_object();
  out.end_object();
  out.key("servers");
  out.begin_array();
  out.begin_object();
  write_members(out, {{"url", info.server}, {"description", "The gateway that serves this document."}});
  out.end_object();
  out.end_array();
  out.key("security");  // who sends no token is anonymous
  out.raw(R"([{},{"bearer":[]}])");
  out.key("tags");
  out.begin_array();
  for (const auto& tag : api.tags()) {
    out.begin_object();
    write_members(out, {{"name", tag.name}, {"description", tag.doc}});
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string openapi_document(const Api& api, const ApiInfo& info) {
  JsonWriter out(document_bytes_expected);
  out.begin_object();
  write_head(out, api, info);
  write_paths(out, api);
  write_components(out, api);
  out.end_object();
  return out.take();
}

}  // namespace plaza::gateway
