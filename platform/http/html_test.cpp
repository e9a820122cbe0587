#include "platform/http/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Html, what_has_a_meaning_in_html_is_escaped) {
  EXPECT_EQ(html_escaped("<a href=\"x\">'&'</a> 北車"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; 北車");
}

TEST(Html, a_page_has_its_title_and_content) {
  const auto page = html_page("a < b", "<p>one</p>\n");
  EXPECT_THAT(page, HasSubstr("<title>a &lt; b</title>"));
  EXPECT_THAT(page, HasSubstr("<main>\n<p>one</p>\n</main>"));
  EXPECT_THAT(page, Not(HasSubstr("description")));
  EXPECT_THAT(html_page("a", "", "what it is"), HasSubstr("<meta name=\"description\" content=\"what it is\">"));
}

}  // namespace
}  // namespace plaza::http
