#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::pharmacy {

// A file that is replaced as a whole: whoever reads it, also after a crash or a power cut at any moment, finds the
// contents before or after. Calls block.
class KeptFile {
 public:
  explicit KeptFile(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Nothing when there is no such file. Errors: unavailable.
  [[nodiscard]] Result<std::optional<std::string>> read() const;

  // Makes the folder when it is not there. Errors: unavailable; the old contents are there still.
  [[nodiscard]] Result<void> replace(std::string_view contents) const;

  // Renames the file to NAME.damaged, in place of an earlier one, for people to look at.
  void put_aside() const;

 private:
  std::filesystem::path path_;
};

}  // namespace plaza::pharmacy
