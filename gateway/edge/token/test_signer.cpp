#include "gateway/edge/token/test_signer.hpp"

#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

namespace plaza::gateway::token {
namespace {

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL failed");
}

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) {
  must(key != nullptr);
  return {key, EVP_PKEY_free};
}

// A number of the key, base64url; padded to `size` bytes when that is not 0.
std::string number(EVP_PKEY* key, const char* name, int size = 0) {
  BIGNUM* value = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &value) == 1);
  Bytes bytes(static_cast<std::size_t>(size == 0 ? BN_num_bytes(value) : size));
  BN_bn2binpad(value, bytes.data(), static_cast<int>(bytes.size()));
  BN_free(value);
  return base64url(bytes);
}

// DER → r and s side by side.
Bytes side_by_side(const Bytes& der, int half) {
  const unsigned char* at = der.data();
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  must(signature != nullptr);
  Bytes bytes(2 * static_cast<std::size_t>(half));
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), bytes.data(), half);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), bytes.data() + half, half);
  ECDSA_SIG_free(signature);
  return bytes;
}

const EVP_MD* digest(Algorithm algorithm) {
  if (algorithm == Algorithm::eddsa) return nullptr;
  if (algorithm == Algorithm::rs384 || algorithm == Algorithm::es384) return EVP_sha384();
  return algorithm == Algorithm::rs512 ? EVP_sha512() : EVP_sha256();
}

}  // namespace

Signer Signer::rsa(unsigned bits) {
  Signer signer;
  signer.key_ = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
  signer.type_ = "RSA";
  return signer;
}

Signer Signer::ec(const char* curve) {
  Signer signer;
  signer.key_ = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
  signer.type_ = "EC";
  return signer;
}

Signer Signer::ed25519() {
  Signer signer;
  signer.key_ = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  signer.type_ = "OKP";
  return signer;
}

Signer Signer::hmac(std::string_view secret) {
  Signer signer;
  signer.type_ = "oct";
  signer.secret_ = secret;
  return signer;
}

std::string Signer::jwk(std::string_view members) const {
  std::string own;
  if (type_ == "RSA") {
    own = fmt::format(R"("n":"{}","e":"{}")", number(key_.get(), OSSL_PKEY_PARAM_RSA_N),
                      number(key_.get(), OSSL_PKEY_PARAM_RSA_E));
  } else if (type_ == "EC") {
    const int bits = EVP_PKEY_get_bits(key_.get());
    const int size = (bits + 7) / 8;
    own = fmt::format(R"("crv":"P-{}","x":"{}","y":"{}")", bits, number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, size),
                      number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, size));
  } else if (type_ == "OKP") {
    Bytes point(32);
    auto size = point.size();
    must(EVP_PKEY_get_raw_public_key(key_.get(), point.data(), &size) == 1);
    own = fmt::format(R"("crv":"Ed25519","x":"{}")", base64url(point));
  } else {
    own = fmt::format(R"("k":"{}")", base64url(secret_));
  }
  return fmt::format(R"({{"kty":"{}",{}{}{}}})", type_, own, members.empty() ? "" : ",", members);
}

Bytes Signer::sign(Algorithm algorithm, std::string_view text) const {
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  if (type_ == "oct") {
    Bytes mac(32);
    HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), data, text.size(), mac.data(), nullptr);
    return mac;
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;
  must(EVP_DigestSignInit(context.get(), &parameters, digest(algorithm), nullptr, key_.get()) == 1);
  if (algorithm == Algorithm::ps256) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
  }
  std::size_t size = 0;
  must(EVP_DigestSign(context.get(), nullptr, &size, data, text.size()) == 1);
  Bytes signature(size);
  must(EVP_DigestSign(context.get(), signature.data(), &size, data, text.size()) == 1);
  signature.resize(size);
  return type_ == "EC" ? side_by_side(signature, (EVP_PKEY_get_bits(key_.get()) + 7) / 8) : signature;
}

std::string Signer::token(Algorithm algorithm, std::string_view header, std::string_view payload) const {
  const auto text = base64url(header) + "." + base64url(payload);
  return text + "." + base64url(sign(algorithm, text));
}

}  // namespace plaza::gateway::token
