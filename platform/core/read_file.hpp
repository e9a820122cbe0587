#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "platform/core/error.hpp"

namespace plaza {

// The whole content of a regular file. Blocks, so not on a serving worker. Errors: not_found, permission_denied,
// invalid_argument for what is no regular file, resource_exhausted above `bytes_max`, unavailable for the rest.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t bytes_max);

}  // namespace plaza
