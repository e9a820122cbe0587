#include "gateway/edge/token/verify.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "gateway/edge/token/test_signer.hpp"

namespace plaza::gateway::token {
namespace {

constexpr SystemTime now{std::chrono::seconds{1'700'000'000}};
const std::string good_claims = R"({"sub":"alice","scope":"operator courier","exp":1700000600})";
const AlgorithmSet everything{Algorithm::rs256, Algorithm::rs384, Algorithm::rs512, Algorithm::ps256,
                              Algorithm::es256, Algorithm::es384, Algorithm::eddsa, Algorithm::hs256};

// Made once: RSA keys take a while.
const Signer& rsa() {
  static const auto signer = Signer::rsa();
  return signer;
}
const Signer& p256() {
  static const auto signer = Signer::ec("P-256");
  return signer;
}

std::string header(std::string_view algorithm, std::string_view more = "") {
  return fmt::format(R"({{"alg":"{}","kid":"a"{}}})", algorithm, more);
}

struct Verify : testing::Test {
  void know(const std::string& jwks, AlgorithmSet accepted = everything) {
    auto parsed = KeySet::parse(key_file(jwks), accepted);
    ASSERT_TRUE(parsed) << parsed.error().message;
    keys = *std::move(parsed);
  }
  // The subject, or the word of the refusal with a "!".
  std::string outcome(std::string_view token) const {
    const auto verified = verify(token, keys, {}, now);
    return verified ? verified->identity.subject : "!" + std::string(word(verified.error()));
  }

  KeySet keys;
};

TEST_F(Verify, every_algorithm_accepts_its_own_signature_and_no_other) {
  const auto es384 = Signer::ec("P-384");
  const auto eddsa = Signer::ed25519();
  const auto hs256 = Signer::hmac("a secret of thirty-two bytes at least");
  const std::pair<Algorithm, const Signer*> all[] = {
      {Algorithm::rs256, &rsa()},  {Algorithm::rs384, &rsa()}, {Algorithm::rs512, &rsa()}, {Algorithm::ps256, &rsa()},
      {Algorithm::es256, &p256()}, {Algorithm::es384, &es384}, {Algorithm::eddsa, &eddsa}, {Algorithm::hs256, &hs256}};
  for (const auto& [algorithm, signer] : all) {
    const auto name = to_string(algorithm);
    know(signer->jwk(fmt::format(R"("kid":"a","alg":"{}","use":"sig","key_ops":["verify"])", name)));
    auto token = signer->token(algorithm, header(name), good_claims);
    EXPECT_EQ(outcome(token), "alice") << name;
    auto other_claims = signer->token(algorithm, header(name), R"({"sub":"mallory","exp":1700000600})");
    const auto signature = token.substr(token.rfind('.'));
    EXPECT_EQ(outcome(other_claims.substr(0, other_claims.rfind('.')) + signature), "!signature") << name;
    EXPECT_EQ(outcome(token.substr(0, token.rfind('.') + 1)), "!signature") << name;
  }
}

TEST_F(Verify, scopes_and_expiry_are_read) {
  know(p256().jwk(R"("kid":"a")"));
  const auto verified = verify(p256().token(Algorithm::es256, header("ES256"), good_claims), keys, {}, now);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->identity.scopes, (std::vector<std::string>{"operator", "courier"}));
  EXPECT_EQ(verified->valid_until, SystemTime{std::chrono::seconds{1'700'000'600}});
}

// RFC 8725, 2.1 and 3.1.
TEST_F(Verify, a_public_rsa_key_is_no_hmac_secret) {
  know(rsa().jwk(R"("kid":"a","alg":"RS256")"));
  for (const auto& secret : {rsa().jwk(R"("kid":"a","alg":"RS256")"), rsa().jwk()}) {
    EXPECT_EQ(outcome(Signer::hmac(secret).token(Algorithm::hs256, header("HS256"), good_claims)), "!algorithm");
  }
  // Without a kid there is no HS256 key to be found at all.
  EXPECT_EQ(outcome(Signer::hmac("x").token(Algorithm::hs256, R"({"alg":"HS256"})", good_claims)), "!unknown_key");
}

TEST_F(Verify, the_token_does_not_choose_the_algorithm_of_its_key) {
  know(rsa().jwk(R"("kid":"a","alg":"PS256")"));
  EXPECT_EQ(outcome(rsa().token(Algorithm::ps256, header("PS256"), good_claims)), "alice");
  EXPECT_EQ(outcome(rsa().token(Algorithm::rs256, header("RS256"), good_claims)), "!algorithm");
  EXPECT_EQ(outcome(rsa().token(Algorithm::rs512, header("RS512"), good_claims)), "!algorithm");
}

TEST_F(Verify, what_the_configuration_does_not_name_is_refused) {
  const auto secret = Signer::hmac("a secret of thirty-two bytes at least");
  know(p256().jwk(R"("kid":"a")") + "," + secret.jwk(R"("kid":"dev")"), {Algorithm::es256});
  EXPECT_EQ(outcome(secret.token(Algorithm::hs256, R"({"alg":"HS256","kid":"dev"})", good_claims)), "!unknown_key");
}

TEST_F(Verify, none_is_no_algorithm_however_it_is_written) {
  know(p256().jwk(R"("kid":"a")"));
  for (const auto* name : {"none", "None", "NONE", "nOnE", "", "es256", "ES256 ", "ES256K", "ES512", "dir"}) {
    const auto text = base64url(header(name)) + "." + base64url(good_claims) + ".";
    EXPECT_EQ(outcome(text), "!algorithm") << name;
    EXPECT_EQ(outcome(p256().token(Algorithm::es256, header(name), good_claims)), "!algorithm") << name;
  }
  for (const auto* odd : {R"({"kid":"a"})", R"({"alg":null,"kid":"a"})", R"({"alg":["ES256"],"kid":"a"})"}) {
    EXPECT_EQ(outcome(p256().token(Algorithm::es256, odd, good_claims)), "!algorithm") << odd;
  }
}

// RFC 8725, 3.10: keys and addresses of keys that the token brings along count for nothing.
TEST_F(Verify, a_key_in_the_token_is_not_used) {
  know(p256().jwk(R"("kid":"a")"));
  const auto mallory = Signer::ec("P-256");
  const auto own = fmt::format(R"(,"jwk":{},"jku":"http://127.0.0.1/keys","x5u":"file:///etc/passwd","x5c":["MIIB"])",
                               mallory.jwk(R"("kid":"a")"));
  EXPECT_EQ(outcome(mallory.token(Algorithm::es256, header("ES256", own), good_claims)), "!signature");
  EXPECT_EQ(outcome(p256().token(Algorithm::es256, header("ES256", own), good_claims)), "alice");
}

TEST_F(Verify, the_key_is_found_by_its_id_and_never_by_trying) {
  const auto other = Signer::ec("P-256");
  know(p256().jwk(R"("kid":"a")") + "," + other.jwk(R"("kid":"b")"));
  EXPECT_EQ(outcome(other.token(Algorithm::es256, R"({"alg":"ES256","kid":"b"})", good_claims)), "alice");
  EXPECT_EQ(outcome(other.token(Algorithm::es256, header("ES256"), good_claims)), "!signature");
  EXPECT_EQ(outcome(other.token(Algorithm::es256, R"({"alg":"ES256","kid":"c"})", good_claims)), "!unknown_key");
  EXPECT_EQ(outcome(other.token(Algorithm::es256, R"({"alg":"ES256"})", good_claims)), "!unknown_key");
  EXPECT_EQ(outcome(other.token(Algorithm::es256, R"({"alg":"ES256","kid":"../../dev/null"})", good_claims)),
            "!unknown_key");
  EXPECT_EQ(outcome(other.token(Algorithm::es256, R"({"alg":"ES256","kid":7})", good_claims)), "!malformed");
}

TEST_F(Verify, a_signature_of_another_curve_is_refused) {
  know(p256().jwk(R"("kid":"a")"));
  const auto p384 = Signer::ec("P-384");
  EXPECT_EQ(outcome(p384.token(Algorithm::es256, header("ES256"), good_claims)), "!signature");
  EXPECT_EQ(outcome(p384.token(Algorithm::es384, header("ES384"), good_claims)), "!algorithm");
}

// CVE-2022-21449: r = s = 0 was right for every text and key.
TEST_F(Verify, signatures_of_zeros_orders_and_wrong_lengths_are_refused) {
  know(p256().jwk(R"("kid":"a")"));
  const auto text = base64url(header("ES256")) + "." + base64url(good_claims);
  const auto right = p256().sign(Algorithm::es256, text);
  const auto with = [&](const Bytes& signature) { return outcome(text + "." + base64url(signature)); };
  ASSERT_EQ(with(right), "alice");
  EXPECT_EQ(with(Bytes(64, 0)), "!signature");
  EXPECT_EQ(with(Bytes(64, 0xFF)), "!signature");
  for (const std::size_t half : {0U, 32U}) {
    auto zeroed = right;
    std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(half), 32, std::uint8_t{0});
    EXPECT_EQ(with(zeroed), "!signature");
  }
  for (const std::size_t size : {0U, 1U, 32U, 63U, 65U, 96U, 132U}) {
    auto resized = right;
    resized.resize(size);
    EXPECT_EQ(with(resized), "!signature") << size;
  }
  // DER, as other protocols have it, is not what a token carries.
  EXPECT_EQ(with({0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01}), "!signature");
}

TEST_F(Verify, only_the_one_text_of_a_token_is_accepted) {
  know(p256().jwk(R"("kid":"a")"));
  const auto token = p256().token(Algorithm::es256, header("ES256"), good_claims);
  ASSERT_EQ(outcome(token), "alice");
  // 64 bytes leave four bits over in the last character: its neighbours decode to the same bytes for a lax reader.
  auto twin = token;
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  twin.back() = alphabet[alphabet.find(twin.back()) + 1];
  EXPECT_EQ(outcome(twin), "!malformed");
  for (const auto& odd : {token + "=", token + "==", token + "\n", " " + token, token + ".", "." + token,
                          fmt::format("{0}.{0}", token), token.substr(0, token.rfind('.')), std::string(),
                          std::string(".."), std::string("a.b.c.d.e"), std::string("alice")}) {
    EXPECT_EQ(outcome(odd), "!malformed") << odd;
  }
}

TEST_F(Verify, headers_that_two_readers_could_understand_differently_are_refused) {
  know(p256().jwk(R"("kid":"a")"));
  const auto with = [&](std::string_view odd) { return outcome(p256().token(Algorithm::es256, odd, good_claims)); };
  EXPECT_EQ(with(R"({"alg":"ES256","kid":"a","alg":"ES256"})"), "!malformed");
  EXPECT_EQ(with(R"({"alg":"none","kid":"a","\u0061lg":"ES256"})"), "!malformed");
  EXPECT_EQ(with(R"({"alg":"ES256","kid":"a","x":{"y":1,"y":2}})"), "!malformed");
  EXPECT_EQ(with(R"({"alg":"ES256","kid":"a"} {})"), "!malformed");
  EXPECT_EQ(with(R"({"alg":"ES256","kid":"a",})"), "!malformed");
  EXPECT_EQ(with(R"(["ES256"])"), "!malformed");
  EXPECT_EQ(with("{\"alg\":\"ES256\",\"kid\":\"a\xFF\"}"), "!malformed");
  EXPECT_EQ(with("\xEF\xBB\xBF{\"alg\":\"ES256\",\"kid\":\"a\"}"), "!malformed");
  EXPECT_EQ(with(R"({"alg":"ES256","kid":"a","x":)" + std::string(100, '[') + std::string(100, ']') + "}"),
            "!malformed");
  EXPECT_EQ(with(R"({"alg":"ES256","kid":"a","x":")" + std::string(4000, 'x') + "\"}"), "!too_large");
}

TEST_F(Verify, extensions_other_types_and_nested_tokens_are_refused) {
  know(p256().jwk(R"("kid":"a")"));
  const auto with = [&](std::string_view more) {
    return outcome(p256().token(Algorithm::es256, header("ES256", more), good_claims));
  };
  EXPECT_EQ(with(R"(,"crit":["b64"],"b64":false)"), "!critical");
  EXPECT_EQ(with(R"(,"crit":[])"), "!critical");
  EXPECT_EQ(with(R"(,"cty":"JWT")"), "!type");
  EXPECT_EQ(with(R"(,"typ":"secevent+jwt")"), "!type");
  EXPECT_EQ(with(R"(,"typ":"dpop+jwt")"), "!type");
  EXPECT_EQ(with(R"(,"typ":1)"), "!type");
  for (const auto* fine : {R"(,"typ":"JWT")", R"(,"typ":"jwt")", R"(,"typ":"at+jwt")", R"(,"typ":"application/at+jwt")",
                           R"(,"unknown":"header")"}) {
    EXPECT_EQ(with(fine), "alice") << fine;
  }
}

}  // namespace
}  // namespace plaza::gateway::token
