#include "gateway/api/body_readers.hpp"

#include <boost/beast/core/string.hpp>

namespace plaza::gateway {
namespace {

// "application/json", "application/merge-patch+json", with or without parameters.
bool is_json(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
  constexpr std::string_view suffix = "+json";
  if (boost::beast::iequals(type, "application/json")) return true;
  return type.size() > suffix.size() && boost::beast::iequals(type.substr(type.size() - suffix.size()), suffix);
}

}  // namespace

BodyReaders::BodyReaders(std::size_t slots) {
  for (std::size_t i = 0; i < slots; ++i) readers_.push_back(std::make_unique<JsonReader>());
}

Result<void> BodyReaders::check_media_type(const http::Request& request) {
  const auto type = request.header(http::Field::content_type);
  if (type.empty() || is_json(type)) return {};
  return fail(Code::invalid_argument, "the body must be application/json", std::string(reason_unsupported_media_type));
}

}  // namespace plaza::gateway
