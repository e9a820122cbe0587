#include "platform/tls/test_certificates.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace plaza::tls::testing {
namespace {

template <auto release>
struct Releaser {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Bio = std::unique_ptr<BIO, Releaser<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Releaser<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION_free>>;
using Key = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text_of(bio.get());
}

std::string pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(bio.get());
}

Certificate certificate_of(const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

Key key_of(const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void name(X509* certificate, const std::string& common_name) {
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0) == 1);
}

Certificate unsigned_certificate(EVP_PKEY* key, const std::string& common_name, const Wish& wish) {
  Certificate certificate(X509_new());
  must(X509_set_version(certificate.get(), 2) == 1);
  std::uint32_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial | 1U) == 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -static_cast<long>(wish.age.count()));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>((wish.life - wish.age).count()));
  name(certificate.get(), common_name);
  must(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

}  // namespace

Authority::Authority(const std::string& name) {
  const Key key(EVP_EC_gen("P-256"));
  const auto certificate = unsigned_certificate(key.get(), name, {});
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())) == 1);
  extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  must(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  own_ = {pem(certificate.get()), pem(key.get())};
}

Issued Authority::issue(const Wish& wish) const {
  const Key key(EVP_EC_gen("P-256"));
  const auto issuer = certificate_of(own_.certificate);
  const auto certificate = unsigned_certificate(key.get(), wish.names.at(0), wish);
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get())) == 1);
  std::string names;
  for (const auto& one : wish.names) names.append(names.empty() ? "DNS:" : ",DNS:").append(one);
  extend(certificate.get(), issuer.get(), NID_subject_alt_name, names);
  must(X509_sign(certificate.get(), key_of(own_.key).get(), EVP_sha256()) > 0);
  return {pem(certificate.get()), pem(key.get())};
}

}  // namespace plaza::tls::testing
