#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/core/config.hpp"
#include "platform/core/error.hpp"
#include "services/booking/app/booking.hpp"

namespace plaza::booking {

struct PrivacyOptions {
  std::string key_file;

  void describe(config::Section section);
};

// Keeps persons unreadable where they are stored: XChaCha20-Poly1305 with a random nonce, bound to the booking, so that
// nobody can exchange two of them; and tells persons apart by a keyed digest of their number. Both keys are derived
// from one. Immutable.
class Sealing {
 public:
  static constexpr std::size_t key_bytes = 32;
  using Key = std::array<std::uint8_t, key_bytes>;

  explicit Sealing(const Key& key);
  // The key is 64 hexadecimal digits. Blocks. Errors: those of read_file; invalid_argument.
  static Result<Sealing> from_file(const std::string& path);

  [[nodiscard]] std::string seal(const Person& person, const Uuid& booking) const;
  // Errors: data_loss for what was not sealed with this key for this booking.
  [[nodiscard]] Result<Person> open(std::string_view sealed, const Uuid& booking) const;
  // 32 hexadecimal digits, the same for all forms of a number.
  [[nodiscard]] std::string digest_of(const Person& person) const;

 private:
  Key seal_key_{};
  Key digest_key_{};
};

}  // namespace plaza::booking
