#include "platform/tls/context.hpp"

#include <gtest/gtest.h>

#include "platform/tls/test_certificates.hpp"

namespace plaza::tls {
namespace {

struct Contexts : ::testing::Test {
  testing::Authority authority{"fleet"};
  testing::Issued pharmacy = authority.issue({.names = {"pharmacy"}});

  static std::string refusal(const Material& material) {
    const auto context = server_context(material, {});
    return context ? "accepted" : context.error().message;
  }
};

TEST_F(Contexts, take_a_certificate_with_its_key) {
  EXPECT_TRUE(server_context({pharmacy.certificate, pharmacy.key, {}}, {}));
  EXPECT_TRUE(server_context({pharmacy.certificate, pharmacy.key, authority.certificate()}, {}));
  EXPECT_TRUE(client_context({{}, {}, authority.certificate()}, "pharmacy"));
}

TEST_F(Contexts, say_what_is_wrong_with_the_files) {
  const auto other = authority.issue({.names = {"other"}});
  EXPECT_EQ(refusal({pharmacy.certificate, other.key, {}}),
            "the key does not fit the certificate: key values mismatch");
  EXPECT_EQ(refusal({{}, pharmacy.key, {}}), "the certificate file holds no certificate");
  EXPECT_EQ(refusal({"no PEM at all", pharmacy.key, {}}), "the certificate file holds no certificate");
  EXPECT_TRUE(refusal({pharmacy.certificate, {}, {}}).starts_with("the key file holds no private key"));
  EXPECT_TRUE(refusal({pharmacy.certificate.substr(0, 200), pharmacy.key, {}})
                  .starts_with("the certificate file cannot be read"));
  EXPECT_EQ(client_context({{}, {}, authority.certificate()}, "").error().message, "the server's name is missing");
  EXPECT_EQ(client_context({}, "pharmacy").error().message, "the file of authorities holds no certificate");
}

}  // namespace
}  // namespace plaza::tls
