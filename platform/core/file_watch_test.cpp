#include "platform/core/file_watch.hpp"

#include <fstream>
#include <functional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace plaza {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

constexpr std::chrono::seconds patience{5};

void write(const fs::path& path, std::string_view content) {
  std::ofstream(path, std::ios::trunc) << content;
}

// Puts a new file in place of the old one, as careful writers do.
void replace(const fs::path& path, std::string_view content) {
  const auto beside = fs::path(path).concat(".new");
  write(beside, content);
  fs::rename(beside, path);
}

struct FileWatchTest : testing::Test {
  FileWatchTest() {
    std::string pattern = testing::TempDir() + "/file_watch_XXXXXX";
    directory = ::mkdtemp(pattern.data());
    file = directory / "settings.toml";
  }
  ~FileWatchTest() override {
    watch.reset();
    fs::remove_all(directory);
  }

  // What a watch told: contents, and errors as "!" with their code.
  static std::string word(const Result<std::string>& told) {
    return told ? *told : "!" + std::string(to_string(told.error().code));
  }
  std::string start(FileWatchOptions options = {.quiet = milliseconds{5}, .poll_interval = std::chrono::hours{1}}) {
    watch.emplace(io, file, options, [this](const Result<std::string>& content) { told.push_back(word(content)); });
    return word(watch->start());
  }
  void run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + patience;
    io.restart();
    while (!done() && std::chrono::steady_clock::now() < end) io.run_one_until(end);
  }
  // Runs the loop until the watch has told `last`.
  std::vector<std::string> until(const std::string& last) {
    run_until([&] { return !told.empty() && told.back() == last; });
    return std::exchange(told, {});
  }

  fs::path directory;
  fs::path file;
  asio::io_context io;
  std::vector<std::string> told;
  std::optional<FileWatch> watch;
};

TEST_F(FileWatchTest, content_is_given_at_the_start_and_after_each_change) {
  write(file, "one");
  EXPECT_EQ(start(), "one");
  write(file, "two");
  EXPECT_THAT(until("two"), ElementsAre("two"));
  write(file, "three");
  EXPECT_THAT(until("three"), ElementsAre("three"));
}

TEST_F(FileWatchTest, a_file_put_in_place_of_another_is_seen_again_and_again) {
  write(file, "one");
  start();
  for (const auto* content : {"two", "three", "four"}) {
    replace(file, content);
    EXPECT_THAT(until(content), ElementsAre(content));
  }
}

TEST_F(FileWatchTest, a_swapped_configmap_is_seen) {
  // As kubelet lays it out: settings.toml → ..data/settings.toml, ..data → ..version.
  const auto publish = [&](const std::string& version, std::string_view content) {
    fs::create_directory(directory / version);
    write(directory / version / "settings.toml", content);
    fs::create_directory_symlink(version, directory / "..data_tmp");
    fs::rename(directory / "..data_tmp", directory / "..data");
  };
  publish("..1", "one");
  fs::create_symlink("..data/settings.toml", file);
  EXPECT_EQ(start(), "one");
  publish("..2", "two");
  fs::remove_all(directory / "..1");
  EXPECT_THAT(until("two"), ElementsAre("two"));
  publish("..3", "three");
  fs::remove_all(directory / "..2");
  EXPECT_THAT(until("three"), ElementsAre("three"));
}

TEST_F(FileWatchTest, a_deleted_file_is_told_once_and_its_return_as_well) {
  write(file, "one");
  start();
  fs::remove(file);
  EXPECT_THAT(until("!NOT_FOUND"), ElementsAre("!NOT_FOUND"));
  write(file, "one");
  EXPECT_THAT(until("one"), ElementsAre("one"));
}

TEST_F(FileWatchTest, a_file_may_appear_later_with_its_directories) {
  file = directory / "not" / "yet" / "settings.toml";
  EXPECT_EQ(start(), "!NOT_FOUND");
  fs::create_directories(file.parent_path());
  write(file, "one");
  EXPECT_THAT(until("one"), ElementsAre("one"));
}

TEST_F(FileWatchTest, another_directory_in_place_of_the_files_own_is_seen) {
  file = directory / "live" / "settings.toml";
  fs::create_directories(directory / "live");
  fs::create_directories(directory / "next");
  write(file, "one");
  write(directory / "next" / "settings.toml", "two");
  start();
  fs::rename(directory / "live", directory / "old");
  fs::rename(directory / "next", directory / "live");
  EXPECT_THAT(until("two"), ElementsAre("two"));
  // What became of the old directory is no longer of interest, what happens in the new one is.
  write(directory / "old" / "settings.toml", "one again");
  write(file, "three");
  EXPECT_THAT(until("three"), ElementsAre("three"));
}

TEST_F(FileWatchTest, the_same_content_is_not_told_again) {
  write(file, "one");
  start();
  replace(file, "one");
  write(directory / "neighbour", "x");
  // The quiet time of the first replacement passes before the second begins.
  const auto later = std::chrono::steady_clock::now() + milliseconds{20};
  asio::steady_timer timer(io, later);
  bool passed = false;
  timer.async_wait([&](boost::system::error_code) { passed = true; });
  run_until([&] { return passed; });
  replace(file, "two");
  EXPECT_THAT(until("two"), ElementsAre("two"));
}

TEST_F(FileWatchTest, a_burst_of_changes_is_read_once) {
  write(file, "0");
  start();
  for (int i = 1; i <= 100; ++i) write(file, std::to_string(i));
  EXPECT_THAT(until("100"), ElementsAre("100"));
}

TEST_F(FileWatchTest, changes_without_a_pause_are_read_nevertheless) {
  write(file, "one");
  start({.quiet = std::chrono::hours{1}, .delay_max = milliseconds{20}, .poll_interval = std::chrono::hours{1}});
  write(file, "two");
  EXPECT_THAT(until("two"), ElementsAre("two"));
}

TEST_F(FileWatchTest, what_makes_no_event_is_found_by_looking_now_and_then) {
  write(file, "one");
  const auto elsewhere = directory / "elsewhere";
  fs::create_directory(elsewhere);
  fs::create_hard_link(file, elsewhere / "same");
  start({.quiet = milliseconds{5}, .poll_interval = milliseconds{20}});
  // Through another link the file's own directory reports nothing.
  write(elsewhere / "same", "two");
  EXPECT_THAT(until("two"), ElementsAre("two"));
}

TEST_F(FileWatchTest, links_that_lead_in_a_circle_end) {
  fs::create_symlink("settings.toml", file);
  EXPECT_EQ(start(), "!UNAVAILABLE");
  replace(file, "one");
  EXPECT_THAT(until("one"), ElementsAre("one"));
}

TEST_F(FileWatchTest, what_is_too_large_or_no_file_is_an_error_and_does_not_block) {
  write(file, std::string(65, 'x'));
  EXPECT_EQ(start({.quiet = milliseconds{5}, .poll_interval = std::chrono::hours{1}, .bytes_max = 64}),
            "!RESOURCE_EXHAUSTED");
  fs::remove(file);
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_THAT(until("!INVALID_ARGUMENT"), ElementsAre("!INVALID_ARGUMENT"));
  replace(file, std::string(64, 'x'));
  EXPECT_THAT(until(std::string(64, 'x')), testing::SizeIs(1));
}

TEST_F(FileWatchTest, nothing_is_told_after_its_end) {
  write(file, "one");
  start();
  write(file, "two");
  watch.reset();
  io.restart();
  io.run_for(patience);  // ends at once: nothing is left to wait for
  EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace plaza
