#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace plaza {

// A file with this text, for as long as the test runs.
class ConfigFile {
 public:
  explicit ConfigFile(std::string_view text, std::string_view name = "static")
      : path_(std::filesystem::temp_directory_path() /
              ("plaza-test-" + std::to_string(::getpid()) + "-" + std::string(name) + ".toml")) {
    write(text);
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  // Puts a new file in place of the old one.
  void write(std::string_view text) const {
    const auto beside = std::filesystem::path(path_).concat(".new");
    std::ofstream(beside) << text;
    std::filesystem::rename(beside, path_);
  }
  void remove() const { std::filesystem::remove(path_); }

 private:
  std::filesystem::path path_;
};

}  // namespace plaza
