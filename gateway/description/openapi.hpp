#pragma once

#include <string>

#include "gateway/description/operation.hpp"

namespace plaza::gateway {

// What stands at the head of the document.
struct ApiInfo {
  std::string title;
  std::string version;
  std::string doc{};
  std::string contact{};
  std::string license_name;
  std::string license_id;  // SPDX
  std::string server = "/";
};

// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of everything that was described, as JSON.
std::string openapi_document(const Api& api, const ApiInfo& info);

}  // namespace plaza::gateway
