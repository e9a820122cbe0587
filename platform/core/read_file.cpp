#include "platform/core/read_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace plaza {
namespace {

constexpr std::size_t piece_bytes = 16'384;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<Error> failure(const std::filesystem::path& path, int number) {
  const auto code = number == ENOENT || number == ENOTDIR ? Code::not_found
                    : number == EACCES                    ? Code::permission_denied
                                                          : Code::unavailable;
  return fail(code, fmt::format("{}: {}", path.native(), std::generic_category().message(number)));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  // Non-blocking, or opening a FIFO would wait for its writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return failure(path, errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return failure(path, errno);
  if (!S_ISREG(status.st_mode)) return fail(Code::invalid_argument, fmt::format("{}: no regular file", path.native()));

  std::string content;
  while (content.size() <= bytes_max) {
    const auto start = content.size();
    content.resize(start + piece_bytes);
    const auto count = ::read(file.get(), content.data() + start, piece_bytes);
    content.resize(start + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count < 0 && errno != EINTR) return failure(path, errno);
    if (count == 0) return content;
  }
  return fail(Code::resource_exhausted, fmt::format("{}: larger than {} bytes", path.native(), bytes_max));
}

}  // namespace plaza
