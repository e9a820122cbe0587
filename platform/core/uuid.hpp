#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"

namespace plaza {

// A 128-bit id; those made here are version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits, so that
// they sort by the time they were made.
class Uuid {
 public:
  Uuid() = default;
  explicit Uuid(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  // The random bits come from the kernel (getrandom), so an id cannot be guessed from others.
  static Uuid version7(SystemTime now);
  // The same with random bits of the caller's choice: as hard to guess as they are.
  static Uuid version7(SystemTime now, std::uint64_t random_high, std::uint64_t random_low);

  // The 36-character form, letters in either case; nothing when it is not one.
  static std::optional<Uuid> parse(std::string_view text);

  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] int version() const { return bytes_[6] >> 4; }
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  auto operator<=>(const Uuid&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace plaza
