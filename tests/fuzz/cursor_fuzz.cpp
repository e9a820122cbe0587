// A cursor from a client: any text is refused, or is the one that its place gives.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "platform/core/base64url.hpp"
#include "services/pharmacy/app/cursor.hpp"

namespace {

using namespace plaza::pharmacy;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = plaza::parse_base64url(text)) require(plaza::base64url(*bytes) == text);
  for (const auto& search : {SearchParameters{}, SearchParameters{.near = Position{25, 121.5}, .query = "藥局"}}) {
    if (const auto place = read_cursor(search, text)) require(make_cursor(search, *place) == text);
  }
  return 0;
}
