#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::http {

// RFC 1952. `level`: 1 (fast) to 9 (small).
std::string gzip(std::string_view content, int level);

// Undoes gzip, of several members as well. Errors: resource_exhausted when the content is larger than
// `content_bytes_max` (a small body can hold a thousand times its size), data_loss when it is broken or cut off.
Result<std::string> gunzip(std::string_view compressed, std::uint64_t content_bytes_max);

}  // namespace plaza::http
