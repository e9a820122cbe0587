#include "platform/core/scopes.hpp"

#include <gtest/gtest.h>

namespace plaza {
namespace {

const Identity nobody{};
const Identity ada{.subject = "ada", .scopes = {"courier"}};
const Identity boss{.subject = "boss", .scopes = {"courier", "operator"}};

TEST(Scopes, a_scope_is_there_by_its_whole_name) {
  EXPECT_TRUE(has_scope(boss, scope_operator));
  EXPECT_FALSE(has_scope(ada, scope_operator));
  EXPECT_FALSE(has_scope(nobody, scope_operator));
  EXPECT_FALSE(has_scope(boss, "oper"));
}

TEST(Scopes, oneself_and_operators_may_erase_a_person) {
  EXPECT_TRUE(may_erase(ada, "ada"));
  EXPECT_TRUE(may_erase(boss, "ada"));
  EXPECT_EQ(may_erase(ada, "bob").error().code, Code::permission_denied);
}

TEST(Scopes, who_names_nobody_erases_nobody) {
  EXPECT_EQ(may_erase(nobody, "").error().code, Code::permission_denied);
  EXPECT_EQ(may_erase(boss, "").error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace plaza
