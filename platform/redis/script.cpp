#include "platform/redis/script.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

#include "platform/core/hex.hpp"

namespace plaza::redis {
namespace {

std::string sha1(std::string_view text) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-1");
  }
  std::string hex;
  append_hex(hex, std::span<const std::uint8_t>(digest).first(size));
  return hex;
}

}  // namespace

Script::Script(std::string_view name, std::string text) : name_(name), text_(std::move(text)), digest_(sha1(text_)) {}

}  // namespace plaza::redis
