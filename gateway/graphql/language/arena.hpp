#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace plaza::graphql {

// Memory that is given out piece by piece and taken back all at once. What lies in it is never destroyed, so it holds
// only what needs no destructor; addresses stay.
class Arena {
 public:
  explicit Arena(std::size_t block_bytes = 4096) : block_bytes_(block_bytes) {}
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  template <class T, class... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (take(sizeof(T), alignof(T))) T{std::forward<Arguments>(arguments)...};
  }

  template <class T>
  T* make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (take(sizeof(T) * count, alignof(T))) T[count]{};
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* const bytes = make_bytes(text.size());
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

  char* make_bytes(std::size_t count) { return static_cast<char*>(take(count, 1)); }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void* take(std::size_t bytes, std::size_t alignment) {
    auto at = (reinterpret_cast<std::uintptr_t>(at_) + alignment - 1) & ~(alignment - 1);
    if (at_ == nullptr || at + bytes > reinterpret_cast<std::uintptr_t>(end_)) {
      grow(bytes + alignment);
      at = (reinterpret_cast<std::uintptr_t>(at_) + alignment - 1) & ~(alignment - 1);
    }
    at_ = reinterpret_cast<char*>(at + bytes);  // NOLINT(performance-no-int-to-ptr): the same
    return reinterpret_cast<void*>(at);         // NOLINT(performance-no-int-to-ptr): aligned above
  }

  void grow(std::size_t bytes_min) {
    const auto bytes = std::max(block_bytes_, bytes_min);
    block_bytes_ *= 2;
    bytes_ += bytes;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));  // NOLINT(modernize-avoid-c-arrays)
    at_ = blocks_.back().get();
    end_ = at_ + bytes;
  }

  std::size_t block_bytes_;
  std::size_t bytes_ = 0;
  char* at_ = nullptr;
  char* end_ = nullptr;
  std::vector<std::unique_ptr<char[]>> blocks_;  // NOLINT(modernize-avoid-c-arrays)
};

}  // namespace plaza::graphql
