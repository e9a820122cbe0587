// What the tests of the adapters share.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/core/random.hpp"
#include "platform/telemetry/log.hpp"

namespace plaza::pharmacy::testing {

// Waits until `condition` holds; false when it does not within ten seconds.
inline bool eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

// A folder of its own for a test, gone with it.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / fmt::format("plaza-pharmacy-{:016x}", random_bits())) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }
  void write(std::string_view name, std::string_view contents) const {
    std::ofstream(path_ / name, std::ios::binary) << contents;
  }
  [[nodiscard]] std::string read(std::string_view name) const {
    std::ostringstream contents;
    contents << std::ifstream(path_ / name, std::ios::binary).rdbuf();
    return contents.str();
  }
  [[nodiscard]] bool has(std::string_view name) const { return std::filesystem::exists(path_ / name); }

 private:
  std::filesystem::path path_;
};

// Keeps the messages that it is given, each with its texts: "feed refused FEED_EMPTY the feed is empty".
class RecordingLog final : public telemetry::Log {
 public:
  void write(telemetry::Level, std::string_view message, std::initializer_list<telemetry::Attribute> attributes,
             const TraceContext*) override {
    std::string line(message);
    for (const auto& attribute : attributes) {
      if (const auto* text = std::get_if<std::string_view>(&attribute.value)) line += fmt::format(" {}", *text);
    }
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  void write_lines(std::string) override {}
  void set_level(telemetry::Level) override {}
  [[nodiscard]] telemetry::Level level() const override { return telemetry::Level::debug; }
  [[nodiscard]] std::uint64_t dropped_lines() const override { return 0; }
  void flush() override {}

  [[nodiscard]] std::size_t count(std::string_view part) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(lines_, [part](const auto& line) { return line.contains(part); }));
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// A feed of as many rows as counts are given: ids 5900000000, 5900000001, …
inline std::string feed_text(std::initializer_list<int> adults, std::string_view time = "2020/02/14 14:16:05") {
  std::string text = "id,name,address,phone,adult_count,child_count,time\n";
  int n = 0;
  for (const auto adult : adults) text += fmt::format("59{:08},藥局,臺北市,(02)1,{},1,{}\n", n++, adult, time);
  return text;
}

}  // namespace plaza::pharmacy::testing
