#include "gateway/edge/token/key_set.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/edge/token/key_store.hpp"
#include "gateway/edge/token/test_signer.hpp"

namespace plaza::gateway::token {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const AlgorithmSet usual{Algorithm::rs256, Algorithm::es256, Algorithm::eddsa};

std::string point(std::string_view members = "") {
  static const auto signer = Signer::ed25519();
  return signer.jwk(members);
}
std::string curve_point(std::string_view members = "") {
  static const auto signer = Signer::ec("P-256");
  return signer.jwk(members);
}
std::string modulus(std::string_view members = "") {
  static const auto signer = Signer::rsa();
  return signer.jwk(members);
}

std::string refusal(const std::string& text, AlgorithmSet accepted = usual) {
  const auto parsed = KeySet::parse(text, accepted);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(KeySet, keys_are_found_by_id_and_the_only_one_of_an_algorithm_without) {
  const auto second = Signer::ec("P-256").jwk(R"("kid":"c")");
  const auto keys =
      KeySet::parse(key_file(point(R"("kid":"a")") + "," + curve_point(R"("kid":"b")") + "," + second), usual);
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->size(), 3U);
  ASSERT_NE(keys->find("a", Algorithm::rs256), nullptr);  // whether it fits is for who asks
  EXPECT_EQ(keys->find("a", Algorithm::rs256)->algorithm(), Algorithm::eddsa);
  EXPECT_NE(keys->find(std::nullopt, Algorithm::eddsa), nullptr);
  EXPECT_EQ(keys->find(std::nullopt, Algorithm::es256), nullptr);  // which of two?
  EXPECT_EQ(keys->find(std::nullopt, Algorithm::rs256), nullptr);
  EXPECT_EQ(keys->find("", Algorithm::eddsa), nullptr);
  EXPECT_EQ(keys->find("d", Algorithm::es256), nullptr);
}

TEST(KeySet, keys_for_other_uses_kinds_and_algorithms_are_passed_over_with_a_note) {
  const auto keys = KeySet::parse(
      key_file(point(R"("kid":"a")") + "," + point(R"("kid":"b","use":"enc")") + "," +
               point(R"("kid":"c","key_ops":["sign"])") + "," + R"({"kty":"AKP","kid":"d","alg":"ML-DSA-44"},)" +
               Signer::ec("P-384").jwk(R"("kid":"e")") + "," + Signer::ec("P-521").jwk(R"("kid":"f","alg":"ES512")") +
               "," + Signer::hmac(std::string(32, 'x')).jwk(R"("kid":"g","alg":"HS256")") + "," +
               modulus(R"("kid":"h","alg":"RSA-OAEP")")),
      usual);
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->size(), 1U);
  EXPECT_THAT(keys->notes(), ElementsAre(HasSubstr("key 2 (kid \"b\") is not used: its use"), HasSubstr("key_ops"),
                                         HasSubstr("kty"), HasSubstr("not accepted"), HasSubstr("alg or crv"),
                                         HasSubstr("not accepted"), HasSubstr("alg or crv")));
}

TEST(KeySet, an_rsa_key_without_alg_takes_the_one_accepted_algorithm_and_never_one_of_several) {
  const auto keys = KeySet::parse(key_file(modulus()), {Algorithm::ps256, Algorithm::es256});
  ASSERT_TRUE(keys);
  EXPECT_NE(keys->find(std::nullopt, Algorithm::ps256), nullptr);
  EXPECT_THAT(refusal(key_file(modulus()), {Algorithm::ps256, Algorithm::rs256}), HasSubstr("has no alg"));
  EXPECT_THAT(refusal(key_file(modulus()), {Algorithm::es256}), HasSubstr("no key that can be used"));
}

TEST(KeySet, members_that_contradict_each_other_are_an_error) {
  EXPECT_THAT(refusal(key_file(curve_point(R"("alg":"RS256")"))), HasSubstr("does not belong"));
  EXPECT_THAT(refusal(key_file(curve_point(R"("alg":"ES384")"))), HasSubstr("does not belong"));
  EXPECT_THAT(refusal(key_file(modulus(R"("alg":"HS256")"))), HasSubstr("does not belong"));
  EXPECT_THAT(refusal(key_file(point(R"("alg":"ES256")"))), HasSubstr("does not belong"));
  EXPECT_THAT(refusal(key_file(point(R"("kid":"a")") + "," + curve_point(R"("kid":"a")"))),
              HasSubstr("key 2 (kid \"a\"): its kid is that of another key"));
}

TEST(KeySet, weak_and_private_keys_are_an_error) {
  EXPECT_THAT(refusal(key_file(Signer::rsa(1024).jwk())), HasSubstr("smaller than 2048 bits"));
  EXPECT_THAT(refusal(key_file(Signer::hmac("short").jwk()), {Algorithm::hs256}), HasSubstr("shorter than 32 bytes"));
  EXPECT_THAT(refusal(key_file(point(R"("d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")"))),
              HasSubstr("private part"));
  const auto n = base64url(Bytes(256, 0xFF));
  for (const auto* e : {"AQ", "AA", "BA", "AQAAAAAAAAAAAQ"}) {  // 1, 0, 4, 72 bits
    EXPECT_THAT(refusal(key_file(fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"}})", n, e))), HasSubstr("exponent"))
        << e;
  }
  const auto huge = base64url(Bytes(1025, 0xFF));
  EXPECT_THAT(refusal(key_file(fmt::format(R"({{"kty":"RSA","n":"{}","e":"AQAB"}})", huge))), HasSubstr("larger than"));
}

TEST(KeySet, broken_keys_are_an_error) {
  const std::string off_curve = base64url(Bytes(32, 0x11));
  const auto ec = [&](std::string_view x, std::string_view y) {
    return refusal(key_file(fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}})", x, y)));
  };
  EXPECT_THAT(ec(off_curve, off_curve), HasSubstr("no point of the curve"));
  EXPECT_THAT(ec(base64url(Bytes(32, 0)), base64url(Bytes(32, 0))), HasSubstr("no point of the curve"));
  EXPECT_THAT(ec(base64url(Bytes(31, 0x11)), off_curve), HasSubstr("not 32 bytes"));
  EXPECT_THAT(ec(off_curve + "=", off_curve), HasSubstr("not base64url"));
  EXPECT_THAT(refusal(key_file(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})")), HasSubstr("not 32 bytes"));
  EXPECT_THAT(refusal(key_file(R"({"kty":"OKP","crv":"Ed25519"})")), HasSubstr("its x is missing"));
  EXPECT_THAT(refusal(key_file(R"({"crv":"Ed25519"})")), HasSubstr("kty is missing"));
  EXPECT_THAT(refusal(key_file(point(R"("kid":7)"))), HasSubstr("kid is not a text"));
  EXPECT_THAT(refusal(key_file(point(R"("kid":"")"))), HasSubstr("kid is not of"));
  EXPECT_THAT(refusal(key_file(point(R"("key_ops":"verify")"))), HasSubstr("not a list"));
  EXPECT_THAT(refusal(key_file("7")), HasSubstr("key 1 is not an object"));
}

TEST(KeySet, what_is_no_key_file_is_an_error) {
  EXPECT_THAT(refusal(""), HasSubstr("not a JSON object"));
  EXPECT_THAT(refusal("-----BEGIN PUBLIC KEY-----"), HasSubstr("not a JSON object"));
  EXPECT_THAT(refusal("[]"), HasSubstr("not a JSON object"));
  EXPECT_THAT(refusal(R"({"keys":[],"keys":[]})"), HasSubstr("strict"));
  EXPECT_THAT(refusal("{}"), HasSubstr("no list"));
  EXPECT_THAT(refusal(R"({"keys":{}})"), HasSubstr("no list"));
  EXPECT_THAT(refusal(R"({"keys":[]})"), HasSubstr("no key that can be used"));
  EXPECT_THAT(refusal(std::string(key_file_bytes_max + 1, ' ')), HasSubstr("larger than"));
  std::string many = point();
  for (std::size_t i = 0; i < keys_max; ++i) many += R"(,{"kty":"AKP"})";
  EXPECT_THAT(refusal(key_file(many)), HasSubstr("more than 100 keys"));
}

TEST(KeyStore, a_bad_file_leaves_the_keys_as_they_are) {
  KeyStore store(usual);
  KeyStore::Held held;
  EXPECT_FALSE(store.refresh(held));
  EXPECT_EQ(held.keys->size(), 0U);
  ASSERT_TRUE(store.load(key_file(point(R"("kid":"a")"))));
  EXPECT_TRUE(store.refresh(held));
  EXPECT_FALSE(store.refresh(held));
  EXPECT_NE(held.keys->find("a", Algorithm::eddsa), nullptr);
  EXPECT_FALSE(store.load("rubbish"));
  EXPECT_FALSE(store.refresh(held));
  const auto before = held.keys;
  ASSERT_TRUE(store.load(key_file(point(R"("kid":"b")"))));
  EXPECT_TRUE(store.refresh(held));
  EXPECT_EQ(held.keys->find("a", Algorithm::eddsa), nullptr);
  EXPECT_NE(before->find("a", Algorithm::eddsa), nullptr);  // who still holds the old ones keeps them
}

TEST(Algorithms, names_of_the_configuration_are_checked) {
  const std::vector<std::string> fine{"ES256", "EdDSA"};
  const auto set = parse_algorithms(fine);
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->contains(Algorithm::eddsa));
  EXPECT_FALSE(set->contains(Algorithm::hs256));
  const std::vector<std::string> odd{"es256"};
  EXPECT_THAT(parse_algorithms(odd).error().message,
              HasSubstr("\"es256\" is no signature algorithm known here: RS256"));
  const std::vector<std::string> none{"none"};
  EXPECT_FALSE(parse_algorithms(none));
  EXPECT_FALSE(parse_algorithms({}));
}

}  // namespace
}  // namespace plaza::gateway::token
