#pragma once

#include <span>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"
#include "platform/http/message.hpp"
#include "platform/http/router.hpp"

namespace plaza::http {

// A kind of error answer (RFC 9457). `slug` makes the type "/problems/<slug>", under which a page explains it.
struct ProblemType {
  std::string_view slug;
  unsigned status;
  std::string_view title;
  std::string_view explanation;  // what it means and what the caller can do, in a sentence or two
};

// All kinds, each status once per slug.
std::span<const ProblemType> problem_types();

// The kind by slug ("payload-too-large"). Throws std::logic_error for a slug that is not listed.
const ProblemType& problem_type(std::string_view slug);

// The kind that answers an error of this code: invalid_argument → 400 invalid-request, not_found → 404, unavailable →
// 503, …
const ProblemType& problem_type(Code code);

// The first kind of this status; "internal" for a status that has none.
const ProblemType& problem_type_of_status(unsigned status);

// application/problem+json with type, title, status, detail, instance, errors; Retry-After where the error has it
// (503 and 429 always have one).
Response problem(const Request& request, const Error& error);
Response problem(const ProblemType& type, std::string_view detail, std::string_view instance,
                 std::span<const FieldError> fields = {});

// Adds GET /problems, and GET /problems/<slug> for each kind: the pages.
void add_problem_pages(Router& router);

}  // namespace plaza::http
