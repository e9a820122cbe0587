#pragma once

#include <string>

#include "platform/core/config.hpp"
#include "platform/http/router.hpp"

namespace plaza::gateway {

struct DocsOptions {
  std::string assets_dir{};

  void describe(config::Section section);
};

// GET /docs: a page to read and try the API of /openapi.json, by Swagger UI. All it needs comes from this gateway: its
// policy allows no other origin. The files of Swagger UI are read once, here, from `assets_dir` (its package's folder;
// FILE.gz beside FILE is its compressed form) and are served under names that change with their content, so that
// browsers may keep them for a year. Without a folder the page says that it is not there, and where the contract is.
// Errors name the file that cannot be read.
Result<void> add_docs(http::Router& router, const DocsOptions& options);

}  // namespace plaza::gateway
