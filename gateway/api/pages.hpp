#pragma once

#include "gateway/description/operation.hpp"
#include "platform/http/router.hpp"

namespace plaza::gateway {

// GET /openapi.json: the contract of all that was described; GET /: a page that says what is here, until the web client
// takes its place; GET /favicon.ico. Call it when everything is described.
void add_pages(http::Router& router, const Api& api);

}  // namespace plaza::gateway
