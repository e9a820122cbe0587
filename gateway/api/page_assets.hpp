#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"
#include "platform/http/router.hpp"

namespace plaza::gateway {

// A page that scripts make. All it needs comes from this gateway: its policy allows no other origin.
struct ScriptedPage {
  std::string_view title;
  std::string_view address;                 // the files are served below it
  std::string_view body;                    // HTML, for the scripts to fill
  std::span<const std::string_view> files;  // in their order; styles end in .css, the rest are scripts
};

// The page's document. Its files are read once, here, from `folder` (FILE.gz beside FILE is its compressed form) and
// are served under names that change with their content, so that browsers may keep them for a year. Errors name the
// file that cannot be read.
Result<std::shared_ptr<const http::Document>> add_scripted_page(http::Router& router, const ScriptedPage& page,
                                                                const std::string& folder);

// A page that says that it is not installed; `text` is the HTML of what can be had instead.
std::shared_ptr<const http::Document> missing_page(std::string_view title, std::string_view text);

// Answers with a document that browsers ask for again, under the policy of such pages.
http::Response scripted_page(std::shared_ptr<const http::Document> document);

}  // namespace plaza::gateway
