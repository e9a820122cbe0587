#include "platform/telemetry/log.hpp"

#include <algorithm>
#include <sstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

namespace plaza::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

// A file in memory that a log writes to.
class Output {
 public:
  Output() : descriptor_(::memfd_create("log", MFD_CLOEXEC)) {}
  ~Output() { ::close(descriptor_); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::string text() const {
    std::string bytes(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(descriptor_, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    return bytes;
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream stream(text());
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  }

 private:
  int descriptor_;
};

struct Fixture {
  Output output;
  SystemClock clock;
  std::unique_ptr<Log> log = make_log("test", {}, clock, output.descriptor());
};

TEST(Log, lines_below_the_level_are_left_out_and_the_level_can_change) {
  Fixture f;
  f.log->debug("unseen");
  f.log->info("seen", {{"n", 1}});
  f.log->set_level(Level::error);
  f.log->warning("unseen too");
  f.log->set_level(Level::debug);
  f.log->debug("now seen");
  f.log->flush();
  EXPECT_THAT(f.output.text(), HasSubstr("\"message\":\"seen\",\"n\":1}\n"));
  EXPECT_THAT(f.output.text(), HasSubstr("now seen"));
  EXPECT_THAT(f.output.text(), Not(HasSubstr("unseen")));
}

TEST(Log, lines_of_many_threads_stay_whole_beside_chunks_of_lines) {
  constexpr int threads_count = 4;
  constexpr int lines_each = 500;
  Fixture f;
  std::vector<std::thread> threads;
  threads.reserve(threads_count);
  for (int thread = 0; thread < threads_count; ++thread) {
    threads.emplace_back([&f] {
      for (int i = 0; i < lines_each; ++i) {
        f.log->info("single", {{"text", std::string(200, 'x')}});
        f.log->write_lines("{\"message\":\"first\"}\n{\"message\":\"second\"}\n");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  f.log->flush();
  const auto lines = f.output.lines();
  EXPECT_EQ(lines.size(), threads_count * lines_each * 3U);
  EXPECT_TRUE(
      std::ranges::all_of(lines, [](const auto& line) { return line.starts_with("{\"") && line.ends_with("}"); }));
  EXPECT_EQ(f.log->dropped_lines(), 0U);
}

TEST(Log, a_chunk_is_written_before_a_later_line) {
  Fixture f;
  f.log->write_lines("chunk\n");
  f.log->info("later");
  f.log->flush();
  EXPECT_TRUE(f.output.text().starts_with("chunk\n{"));
}

TEST(Log, destroying_it_loses_nothing) {
  Fixture f;
  for (int i = 0; i < 1'000; ++i) f.log->info("line");
  f.log->write_lines("last\n");
  f.log.reset();
  EXPECT_EQ(f.output.lines().size(), 1'001U);
}

TEST(Log, a_writer_that_cannot_keep_up_costs_the_oldest_lines_and_counts_them) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  SystemClock clock;
  LogOptions options;
  options.queue_lines_max = 64;
  constexpr int lines = 2'000;
  std::uint64_t dropped = 0;
  std::string text;
  {
    auto log = make_log("test", options, clock, pipe[1]);
    // Nobody reads: the pipe takes some 64 KiB, then the writer waits and the queue overruns.
    for (int i = 0; i < lines; ++i) log->info(fmt::format("line {}", i), {{"text", std::string(200, 'x')}});
    dropped = log->dropped_lines();
    std::thread reader([&] {
      std::array<char, 4096> buffer{};
      for (ssize_t got = 0; (got = ::read(pipe[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
      }
    });
    log.reset();
    ::close(pipe[1]);
    reader.join();
  }
  ::close(pipe[0]);
  EXPECT_GT(dropped, 0U);
  EXPECT_GE(dropped + static_cast<std::uint64_t>(std::ranges::count(text, '\n')), static_cast<std::uint64_t>(lines));
  EXPECT_THAT(text, HasSubstr(fmt::format("line {}\"", lines - 1)));
}

TEST(Log, what_cannot_be_written_is_counted) {
  SystemClock clock;
  const auto log = make_log("test", {}, clock, -1);
  log->info("one");
  log->write_lines("two\nthree\n");
  log->flush();
  EXPECT_EQ(log->dropped_lines(), 3U);
}

TEST(Log, levels_have_words) {
  for (const auto level : {Level::debug, Level::info, Level::warning, Level::error}) {
    EXPECT_EQ(parse_level(to_string(level)), level);
  }
  EXPECT_FALSE(parse_level("loud"));
}

}  // namespace
}  // namespace plaza::telemetry
