#pragma once

#include <string>
#include <string_view>

namespace plaza::http {

// Text as it may stand in HTML, in an attribute's value too.
std::string html_escaped(std::string_view text);

// A page of this project: plain HTML, without script and style, so that it works under any content security policy and
// in any browser. `content` is HTML, `title` and `description` are text; an empty description is left out.
std::string html_page(std::string_view title, std::string_view content, std::string_view description = {});

}  // namespace plaza::http
