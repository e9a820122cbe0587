#pragma once

#include <string>

#include "platform/core/config.hpp"
#include "platform/http/router.hpp"

namespace plaza::gateway {

struct DocsOptions {
  std::string assets_dir{};

  void describe(config::Section section);
};

// GET /docs: a page to read and try the API of /openapi.json, by Swagger UI, whose files are in `assets_dir`
// (page_assets.hpp). Without that folder the page says that it is not there, and where the contract is. Errors name the
// file that cannot be read.
Result<void> add_docs(http::Router& router, const DocsOptions& options);

}  // namespace plaza::gateway
