#include "gateway/edge/token/verification_key.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

namespace plaza::gateway::token {
namespace {

template <auto release>
struct Releaser {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Releaser<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Releaser<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Releaser<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Releaser<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Releaser<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Releaser<ECDSA_SIG_free>>;

// What failed leaves words in the thread's error queue, where the next TLS call would find them.
struct ErrorQueueGuard {
  ErrorQueueGuard() = default;
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
  ~ErrorQueueGuard() { ERR_clear_error(); }
};

Number number(std::span<const std::uint8_t> bytes) {
  return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

std::shared_ptr<EVP_PKEY> build(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return {key, EVP_PKEY_free};
}

bool public_key_is_sound(EVP_PKEY* key) {
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return EVP_PKEY_public_check(context.get()) == 1;
}

const EVP_MD* digest(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::rs256:
    case Algorithm::ps256:
    case Algorithm::es256:
    case Algorithm::hs256:
      return EVP_sha256();
    case Algorithm::rs384:
    case Algorithm::es384:
      return EVP_sha384();
    case Algorithm::rs512:
      return EVP_sha512();
    case Algorithm::eddsa:
      break;  // hashes by itself
  }
  return nullptr;
}

std::size_t coordinate_bytes(Algorithm algorithm) {
  return algorithm == Algorithm::es384 ? 48 : 32;
}

// r and s side by side → the DER that OpenSSL takes. Empty when the length is wrong or one of them is 0.
Bytes der_of(std::span<const std::uint8_t> signature, std::size_t half) {
  if (signature.size() != 2 * half) return {};
  auto r = number(signature.first(half));
  auto s = number(signature.subspan(half));
  const EcdsaSignature both(ECDSA_SIG_new());
  if (!r || !s || !both || BN_is_zero(r.get()) || BN_is_zero(s.get())) return {};
  // Takes both over; it can fail for null alone.
  if (ECDSA_SIG_set0(both.get(), r.release(), s.release()) != 1) return {};
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(both.get(), &der);
  if (length <= 0) return {};
  Bytes bytes(der, der + length);
  OPENSSL_free(der);
  return bytes;
}

bool public_key_verifies(Algorithm algorithm, EVP_PKEY* key, std::string_view text,
                         std::span<const std::uint8_t> signature) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // belongs to the digest context
  if (EVP_DigestVerifyInit(context.get(), &parameters, digest(algorithm), nullptr, key) != 1) return false;
  // RFC 7518, 3.5: MGF1 with the same hash, which is the default, and a salt of its size.
  if (algorithm == Algorithm::ps256 && (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
                                        EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

bool secret_verifies(const Bytes& secret, std::string_view text, std::span<const std::uint8_t> signature) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> expected{};
  if (signature.size() != expected.size()) return false;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), expected.data(), nullptr) == nullptr) {
    return false;
  }
  return CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) == 0;
}

}  // namespace

Result<VerificationKey> VerificationKey::rsa(Algorithm algorithm, std::span<const std::uint8_t> modulus,
                                             std::span<const std::uint8_t> exponent) {
  const ErrorQueueGuard guard;
  if (modulus.size() > rsa_bits_max / 8) {
    return fail(Code::invalid_argument, fmt::format("its modulus (n) is larger than {} bits", rsa_bits_max));
  }
  const auto n = number(modulus);
  if (BN_num_bits(n.get()) < rsa_bits_min) {
    return fail(Code::invalid_argument, fmt::format("its modulus (n) is smaller than {} bits", rsa_bits_min));
  }
  // A larger exponent than anyone uses would only make each check slow.
  const auto e = number(exponent);
  if (exponent.size() > 8 || BN_is_odd(e.get()) == 0 || BN_is_one(e.get())) {
    return fail(Code::invalid_argument, "its exponent (e) is not an odd number from 3 to 64 bits");
  }
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return fail(Code::internal, "OpenSSL takes no parameters");
  }
  auto key = build("RSA", builder.get());
  if (!key) return fail(Code::invalid_argument, "it is no RSA key");
  return VerificationKey(algorithm, std::move(key));
}

Result<VerificationKey> VerificationKey::ec(Algorithm algorithm, std::span<const std::uint8_t> x,
                                            std::span<const std::uint8_t> y) {
  const ErrorQueueGuard guard;
  const auto size = coordinate_bytes(algorithm);
  if (x.size() != size || y.size() != size) {
    return fail(Code::invalid_argument, fmt::format("its coordinates (x, y) are not {} bytes each", size));
  }
  Bytes point{0x04};  // uncompressed (SEC 1, 2.3.3)
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  const char* curve = algorithm == Algorithm::es384 ? "secp384r1" : "prime256v1";
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return fail(Code::internal, "OpenSSL takes no parameters");
  }
  auto key = build("EC", builder.get());
  if (!key || !public_key_is_sound(key.get())) {
    return fail(Code::invalid_argument, "its coordinates (x, y) are no point of the curve");
  }
  return VerificationKey(algorithm, std::move(key));
}

Result<VerificationKey> VerificationKey::ed25519(std::span<const std::uint8_t> point) {
  const ErrorQueueGuard guard;
  auto* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size());
  if (key == nullptr) return fail(Code::invalid_argument, "its public key (x) is not 32 bytes");
  return VerificationKey(Algorithm::eddsa, PublicKey(key, EVP_PKEY_free));
}

Result<VerificationKey> VerificationKey::hmac(Bytes secret) {
  if (secret.size() < secret_bytes_min) {
    return fail(Code::invalid_argument, fmt::format("its secret (k) is shorter than {} bytes", secret_bytes_min));
  }
  return VerificationKey(Algorithm::hs256, std::move(secret));
}

bool VerificationKey::verifies(std::string_view text, std::span<const std::uint8_t> signature) const {
  if (const auto* secret = std::get_if<Bytes>(&key_)) return secret_verifies(*secret, text, signature);
  const ErrorQueueGuard guard;
  auto* key = std::get<PublicKey>(key_).get();
  if (key_type(algorithm_) != KeyType::ec) return public_key_verifies(algorithm_, key, text, signature);
  const auto der = der_of(signature, coordinate_bytes(algorithm_));
  return !der.empty() && public_key_verifies(algorithm_, key, text, der);
}

}  // namespace plaza::gateway::token
