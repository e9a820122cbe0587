#include "platform/http/compression.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "platform/http/entity_tag.hpp"
#include "platform/http/field_line.hpp"
#include "platform/http/gzip.hpp"

namespace plaza::http {
namespace {

constexpr int level = 5;  // near the default's size in two thirds of its time

// Images and the like are compressed already.
bool compressible(std::string_view content_type) {
  const auto type = trim_blanks(content_type.substr(0, content_type.find(';')));
  if (type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml")) return true;
  constexpr std::array<std::string_view, 4> others{"application/json", "application/javascript", "application/xml",
                                                   "application/manifest+json"};
  return std::ranges::find(others, type) != others.end();
}

// "gzip;q=0.5" → 0.5; 1 without a weight, 0 for one that cannot be read.
double weight_of(std::string_view parameters) {
  if (parameters.empty()) return 1;
  const auto parameter = trim_blanks(parameters.substr(1));
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return 1;
  double weight = 0;
  const auto [end, error] = std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
  return error == std::errc{} ? weight : 0;
}

void mark_varying(Response& response) {
  const auto present = response.headers.get("Vary");
  if (present.find("Accept-Encoding") == std::string_view::npos) response.headers.add("Vary", "Accept-Encoding");
}

// False when the compressed form is not smaller.
bool compress(Response& response) {
  if (const auto* shared = std::get_if<std::shared_ptr<const Document>>(&response.body)) {
    response.gzipped_document = !(*shared)->gzip.empty();
    return response.gzipped_document;
  }
  auto smaller = gzip(response.text(), level);
  if (smaller.size() >= response.text().size()) return false;
  response.body = std::move(smaller);
  return true;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  double gzip = -1;
  double any = 0;
  double identity = 0;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const auto member = trim_blanks(accept_encoding.substr(0, comma));
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size() : comma + 1);
    const auto semicolon = std::min(member.find(';'), member.size());
    const auto coding = trim_blanks(member.substr(0, semicolon));
    const double weight = weight_of(member.substr(semicolon));
    if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip")) gzip = std::max(gzip, weight);
    if (equals_ignoring_case(coding, "identity")) identity = weight;
    if (coding == "*") any = weight;
  }
  const double weight = gzip >= 0 ? gzip : any;
  return weight > 0 && weight >= identity;
}

void Compression::after(const Request& request, Response& response) {
  if (response.status == 304) return mark_varying(response);
  const auto content = response.text();
  if (content.size() < bytes_min_.load(std::memory_order_relaxed) || content.empty() ||
      !compressible(response.headers.get("Content-Type")))
    return;
  if (!response.headers.get("Content-Encoding").empty()) return;
  mark_varying(response);
  if (!enabled_.load(std::memory_order_relaxed)) return;
  if (!accepts_gzip(request.combined(Field::accept_encoding)) || !compress(response)) return;
  response.headers.add("Content-Encoding", "gzip");
  const std::string tag(response.headers.get("ETag"));
  if (tag.empty()) return;
  response.headers.remove("ETag");
  response.headers.add("ETag", gzip_entity_tag(tag));
}

}  // namespace plaza::http
