#include "platform/http/message.hpp"

#include "platform/http/entity_tag.hpp"
#include "platform/http/field_line.hpp"
#include "platform/http/gzip.hpp"
#include "platform/http/percent.hpp"

namespace plaza::http {
namespace {

constexpr std::size_t query_parameters_max = 64;
constexpr int document_gzip_level = 9;  // compressed once, sent often

// The target without the "http://host" of an absolute form.
std::string_view path_and_query(std::string_view target) {
  if (target.starts_with('/') || target == "*") return target;
  const auto scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) return target;
  const auto start = target.find_first_of("/?", scheme_end + 3);
  return start == std::string_view::npos ? std::string_view{} : target.substr(start);
}

bool equal_names(std::string_view a, std::string_view b) {
  return beast::iequals(a, b);
}

// Calls `see` with name, value and the whole line of each field of a block, until it returns false.
template <class See>
void for_each_line(std::string_view block, See see) {
  while (!block.empty()) {
    const auto end = block.find("\r\n");
    if (end == std::string_view::npos) return;
    const auto line = block.substr(0, end);
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    const auto value = colon == std::string_view::npos ? std::string_view{} : trim_blanks(line.substr(colon + 1));
    if (!see(name, value, block.substr(0, end + 2))) return;
    block.remove_prefix(end + 2);
  }
}

void append_clean(std::string& out, std::string_view text) {
  const auto start = out.size();
  out += text;
  if (text.find_first_of("\r\n") == std::string_view::npos) return;
  for (auto i = start; i < out.size(); ++i) {
    if (out[i] == '\r' || out[i] == '\n') out[i] = ' ';
  }
}

template <class Fields>
std::string join_values(const Fields& fields) {
  std::string joined;
  for (auto one = fields.first; one != fields.second; ++one) {
    if (one != fields.first) joined += ", ";
    joined += one->value();
  }
  return joined;
}

Response typed(unsigned status, std::string_view content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

}  // namespace

std::string_view Request::path() const {
  const auto rest = path_and_query(target());
  const auto path = rest.substr(0, rest.find('?'));
  return path.empty() ? std::string_view("/") : path;
}

std::string_view Request::query() const {
  const auto rest = path_and_query(target());
  const auto mark = rest.find('?');
  return mark == std::string_view::npos ? std::string_view{} : rest.substr(mark + 1);
}

Result<QueryParameters> Request::query_parameters() const {
  QueryParameters parameters;
  auto rest = query();
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (pair.empty()) continue;
    if (parameters.size() == query_parameters_max) {
      return fail(Code::invalid_argument, "the query has too many parameters");
    }
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
    if (!name || !value) {
      return fail(Code::invalid_argument, "the query holds a broken percent-encoding, or text that is not UTF-8");
    }
    parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

std::string Request::combined(Field field) const {
  return join_values(message_->equal_range(field));
}

std::string Request::combined(std::string_view name) const {
  return join_values(message_->equal_range(name));
}

void Headers::add(std::string_view name, std::string_view value) {
  make_room();
  append_clean(block_, name);
  block_ += ": ";
  append_clean(block_, value);
  block_ += "\r\n";
}

void Headers::remove(std::string_view name) {
  if (!contains(name)) return;
  std::string kept;
  for_each_line(block_, [&](std::string_view one, std::string_view, std::string_view line) {
    if (!equal_names(one, name)) kept += line;
    return true;
  });
  block_ = std::move(kept);
}

std::string_view Headers::get(std::string_view name) const {
  // Asked several times for each answer: a line whose name has another length is not looked at closer.
  for (std::size_t start = 0; start < block_.size();) {
    const auto end = std::min(block_.find('\n', start), block_.size());
    const std::string_view line(block_.data() + start, end - start);
    start = end + 1;
    if (line.size() <= name.size() || line[name.size()] != ':' || !equal_names(line.substr(0, name.size()), name)) {
      continue;
    }
    const auto value = line.substr(name.size() + 1);
    return trim_blanks(value.substr(0, value.size() - (value.ends_with('\r') ? 1 : 0)));
  }
  return {};
}

std::shared_ptr<const Document> Document::make(std::string content_type, std::string body, Gzip gzip) {
  auto packed = gzip == Gzip::yes ? http::gzip(body, document_gzip_level) : std::string();
  return make_packed(std::move(content_type), std::move(body), std::move(packed));
}

std::shared_ptr<const Document> Document::make_packed(std::string content_type, std::string body, std::string gzip) {
  auto document = std::make_shared<Document>();
  document->content_type = std::move(content_type);
  document->etag = entity_tag(body);
  if (gzip.size() < body.size()) document->gzip = std::move(gzip);
  document->body = std::move(body);
  Headers headers;
  headers.add("Content-Type", document->content_type);
  headers.add("ETag", document->etag);
  document->header_block = headers.block();
  return document;
}

std::string_view Response::text() const {
  if (const auto* own = std::get_if<std::string>(&body)) return *own;
  if (const auto* shared = std::get_if<std::shared_ptr<const Document>>(&body)) {
    return gzipped_document ? (*shared)->gzip : (*shared)->body;
  }
  return {};
}

Response json(unsigned status, std::string body) {
  return typed(status, "application/json", std::move(body));
}

Response html(unsigned status, std::string body) {
  return typed(status, "text/html; charset=utf-8", std::move(body));
}

Response text(unsigned status, std::string body) {
  return typed(status, "text/plain; charset=utf-8", std::move(body));
}

Response document(std::shared_ptr<const Document> shared) {
  Response response;
  response.headers.add_block(shared->header_block);
  response.body = std::move(shared);
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

}  // namespace plaza::http
