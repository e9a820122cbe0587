#include "services/pharmacy/adapters/kept_file.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace plaza::pharmacy {
namespace {

namespace fs = std::filesystem;

// An open file descriptor.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] bool sync() const { return ::fsync(number_) == 0; }
  [[nodiscard]] bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(number_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

 private:
  int number_;
};

std::unexpected<Error> failed(const fs::path& path, const std::error_code& error) {
  return fail(Code::unavailable, fmt::format("{}: {}", path.string(), error.message()));
}

std::unexpected<Error> failed(const fs::path& path) {
  return failed(path, {errno, std::generic_category()});
}

fs::path with_suffix(fs::path path, std::string_view suffix) {
  path += suffix;
  return path;
}

}  // namespace

Result<std::optional<std::string>> KeptFile::read() const {
  std::error_code error;
  if (!fs::exists(path_, error) && !error) return std::nullopt;
  const std::ifstream file(path_, std::ios::binary);
  std::ostringstream contents;
  contents << file.rdbuf();
  if (error || !file || !contents) return failed(path_, error ? error : std::make_error_code(std::errc::io_error));
  return std::move(contents).str();
}

Result<void> KeptFile::replace(std::string_view contents) const {
  constexpr mode_t readable_by_all = 0644;
  const auto folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  const auto unfinished = with_suffix(path_, ".new");
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return failed(folder, error);
  {
    const Descriptor file(unfinished, O_WRONLY | O_CREAT | O_TRUNC, readable_by_all);
    if (!file.open() || !file.write(contents) || !file.sync()) return failed(unfinished);
  }
  fs::rename(unfinished, path_, error);
  if (error) return failed(path_, error);
  // The new name is safe only when the folder is.
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
  if (!directory.open() || !directory.sync()) return failed(folder);
  return {};
}

void KeptFile::put_aside() const {
  std::error_code ignored;  // it is named in the log by whoever found it damaged
  fs::rename(path_, with_suffix(path_, ".damaged"), ignored);
}

}  // namespace plaza::pharmacy
