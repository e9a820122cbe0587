#include "services/pharmacy/adapters/kept_file.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/adapters/testing.hpp"

namespace plaza::pharmacy {
namespace {

TEST(KeptFile, what_is_kept_is_read_back) {
  const testing::Folder folder;
  const KeptFile file(folder.file("deep/er/kept"));
  EXPECT_EQ(*file.read(), std::nullopt);
  ASSERT_TRUE(file.replace("one"));
  ASSERT_TRUE(file.replace(std::string(100'000, 'x') + '\0'));
  EXPECT_EQ(*file.read(), std::string(100'000, 'x') + '\0');
  EXPECT_FALSE(folder.has("deep/er/kept.new"));
}

TEST(KeptFile, says_why_it_cannot_be_written) {
  const testing::Folder folder;
  folder.write("file", "");
  const auto written = KeptFile(folder.file("file/below")).replace("x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Code::unavailable);
  EXPECT_TRUE(written.error().message.contains("Not a directory") || written.error().message.contains("File exists"))
      << written.error().message;
}

TEST(KeptFile, old_contents_stay_when_it_cannot_be_replaced) {
  const testing::Folder folder;
  const KeptFile file(folder.file("kept"));
  ASSERT_TRUE(file.replace("old"));
  std::filesystem::create_directories(folder.file("kept.new"));
  EXPECT_FALSE(file.replace("new"));
  EXPECT_EQ(*file.read(), "old");
}

TEST(KeptFile, put_aside_it_is_there_for_people) {
  const testing::Folder folder;
  const KeptFile file(folder.file("kept"));
  ASSERT_TRUE(file.replace("bad"));
  file.put_aside();
  EXPECT_EQ(*file.read(), std::nullopt);
  EXPECT_EQ(folder.read("kept.damaged"), "bad");
}

}  // namespace
}  // namespace plaza::pharmacy
