#include "gateway/api/things.hpp"

namespace plaza::gateway {
namespace {

constexpr std::size_t id_characters_max = 64;

}  // namespace

std::vector<HeaderDoc> private_headers() {
  return {version_tag_doc(),
          {.name = "Cache-Control", .doc = "The answer is for its reader alone.", .example = R"("private, no-cache")"}};
}

HeaderDoc version_tag_doc() {
  return {.name = "ETag",
          .doc =
              "Names this state: send it as If-None-Match to be told (304) that nothing has changed, or as If-Match to "
              "change nothing else than this.",
          .example = R"("\"1-9f86d081884c7d65\"")"};
}

ParameterType<std::string> id_parameter() {
  auto any = text_parameter({.characters_max = id_characters_max});
  return {.schema = R"({"type":"string","format":"uuid"})", .parse = std::move(any.parse)};
}

Error about(std::string_view kind, std::string_view id, Error error) {
  return error.code == Code::not_found ? no_such(kind, id) : error;
}

}  // namespace plaza::gateway
