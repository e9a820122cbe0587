#include "services/booking/adapters/sealing.hpp"

#include <algorithm>
#include <stdexcept>

#include <sodium.h>

#include "platform/core/hex.hpp"
#include "platform/core/read_file.hpp"
#include "services/booking/app/nric.hpp"

#include "plaza/booking/v1/booking.pb.h"

namespace plaza::booking {
namespace {

constexpr std::uint64_t key_file_bytes_max = 256;
constexpr std::size_t digest_bytes = 16;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// What the derived keys are for: 8 characters, as libsodium wants it.
constexpr const char* purpose = "booking1";
// The first byte of what is sealed, should there ever be another way.
constexpr char format = 1;

Sealing::Key derived(const Sealing::Key& key, std::uint64_t number) {
  Sealing::Key made{};
  if (crypto_kdf_derive_from_key(made.data(), made.size(), number, purpose, key.data()) != 0) {
    throw std::logic_error("a key cannot be derived");
  }
  return made;
}

std::string bytes_of(const Person& person) {
  v1::Person message;
  message.set_mysejahtera_id(person.mysejahtera_id);
  message.set_first_name(person.first_name);
  message.set_last_name(person.last_name);
  message.set_address(person.address);
  message.set_phone_number(person.phone_number);
  return message.SerializeAsString();
}

std::unexpected<Error> unreadable() {
  return fail(Code::data_loss, "the person of a booking cannot be read with this key");
}

const std::uint8_t* bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

void PrivacyOptions::describe(config::Section section) {
  section.value(
      "key_file", key_file,
      "64 hexadecimal digits: the key under which persons are kept; without it what is stored cannot be read");
}

Sealing::Sealing(const Key& key) : seal_key_(derived(key, 1)), digest_key_(derived(key, 2)) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}

Result<Sealing> Sealing::from_file(const std::string& path) {
  if (path.empty()) return fail(Code::invalid_argument, "privacy.key_file is not set");
  auto text = read_file(path, key_file_bytes_max);
  if (!text) return std::unexpected(std::move(text.error()));
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  const bool digits = std::ranges::all_of(*text, [](char c) { return hex_digit(c) >= 0; });
  if (text->size() != 2 * key_bytes || !digits) {
    return fail(Code::invalid_argument, path + " does not hold 64 hexadecimal digits");
  }
  Key key{};
  for (std::size_t i = 0; i < key_bytes; ++i) {
    key[i] = static_cast<std::uint8_t>(hex_digit((*text)[2 * i]) * 16 + hex_digit((*text)[2 * i + 1]));
  }
  return Sealing(key);
}

std::string Sealing::seal(const Person& person, const Uuid& booking) const {
  const auto plain = bytes_of(person);
  std::string sealed(1 + nonce_bytes + plain.size() + tag_bytes, '\0');
  sealed[0] = format;
  auto* nonce = reinterpret_cast<std::uint8_t*>(sealed.data()) + 1;
  randombytes_buf(nonce, nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, bytes(plain), plain.size(),
                                             booking.bytes().data(), booking.bytes().size(), nullptr, nonce,
                                             seal_key_.data());
  return sealed;
}

Result<Person> Sealing::open(std::string_view sealed, const Uuid& booking) const {
  constexpr std::size_t head_bytes = 1 + nonce_bytes;
  if (sealed.size() < head_bytes + tag_bytes || sealed[0] != format) return unreadable();
  const auto* nonce = bytes(sealed) + 1;
  std::string plain(sealed.size() - head_bytes - tag_bytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<std::uint8_t*>(plain.data()), nullptr, nullptr, bytes(sealed) + head_bytes,
      sealed.size() - head_bytes, booking.bytes().data(), booking.bytes().size(), nonce, seal_key_.data());
  v1::Person message;
  if (failed != 0 || !message.ParseFromString(plain)) return unreadable();
  return Person{.mysejahtera_id = message.mysejahtera_id(),
                .first_name = message.first_name(),
                .last_name = message.last_name(),
                .address = message.address(),
                .phone_number = message.phone_number()};
}

std::string Sealing::digest_of(const Person& person) const {
  const auto number = parse_nric(person.mysejahtera_id).value_or(person.mysejahtera_id);
  std::array<std::uint8_t, digest_bytes> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes(number), number.size(), digest_key_.data(),
                     digest_key_.size());
  std::string hex;
  append_hex(hex, std::span<const std::uint8_t>(digest));
  return hex;
}

}  // namespace plaza::booking
