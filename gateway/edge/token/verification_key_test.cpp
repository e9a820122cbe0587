// Signatures that others made: the examples of RFC 7515, appendix A, and RFC 8037, appendix A.4, and more by OpenSSL.
#include <gtest/gtest.h>

#include "gateway/edge/token/compact_token.hpp"
#include "gateway/edge/token/key_set.hpp"
#include "platform/core/base64url.hpp"

namespace plaza::gateway::token {
namespace {

const std::string payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

// Whether the signature is right by the only key of a file; the key has no `kid`, and neither have the tokens.
bool verifies(const std::string& token, const std::string& jwk, Algorithm algorithm) {
  const auto parsed = parse_compact(token);
  const auto keys = KeySet::parse("{\"keys\":[" + jwk + "]}", {algorithm});
  if (!parsed || !keys) return false;
  const auto* key = keys->find(std::nullopt, parsed->algorithm);
  return key != nullptr && key->verifies(parsed->signed_text, parsed->signature);
}

std::string changed(std::string token) {
  auto& c = token[token.rfind('.') + 1];
  c = c == 'A' ? 'B' : 'A';
  return token;
}

TEST(Rfc7515, a1_hs256) {
  const auto token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const std::string jwk =
      R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
  EXPECT_TRUE(verifies(token, jwk, Algorithm::hs256));
  EXPECT_FALSE(verifies(changed(token), jwk, Algorithm::hs256));
}

TEST(Rfc7515, a2_rs256) {
  const auto token =
      "eyJhbGciOiJSUzI1NiJ9." + payload +
      ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUA"
      "r7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--x"
      "i12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_Ioyp"
      "GlUPQGe77Rw";
  const std::string jwk =
      R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJ)"
      "PMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs"
      "LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8"
      R"(q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})";
  EXPECT_TRUE(verifies(token, jwk, Algorithm::rs256));
  EXPECT_FALSE(verifies(changed(token), jwk, Algorithm::rs256));
}

TEST(Rfc7515, a3_es256) {
  const auto token = "eyJhbGciOiJFUzI1NiJ9." + payload +
                     ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const std::string jwk = R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                          R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
  EXPECT_TRUE(verifies(token, jwk, Algorithm::es256));
  EXPECT_FALSE(verifies(changed(token), jwk, Algorithm::es256));
}

TEST(Rfc7515, a4_es512_and_a5_none_are_not_accepted) {
  EXPECT_EQ(
      parse_compact("eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPW").error(),
      Refusal::algorithm);
  EXPECT_EQ(parse_compact("eyJhbGciOiJub25lIn0." + payload + ".").error(), Refusal::algorithm);
}

TEST(Rfc8037, a4_eddsa) {
  const std::string token =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  const std::string jwk = R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
  EXPECT_TRUE(verifies(token, jwk, Algorithm::eddsa));
  EXPECT_FALSE(verifies(changed(token), jwk, Algorithm::eddsa));
}

// Made with `openssl dgst -sign`, for the algorithms that the specifications have no example of. Each header is
// {"alg":ALG,"kid":ALG} (for ES384 the kid is "e"), the payload {"sub":"alice","exp":1700000600}.
TEST(OpensslCommand, its_signatures_are_right) {
  const std::string modulus =
      "t-KYrFARHZWk_TQr-soZ1v4zK40x-41NuGqrkDWXLC8abJ3kXDP9wL83mvvt_qlQPTY3j3QMv3XrgnYD1oIG76RH5sKI5F5J1z-4"
      "9RRneQ4crBAgT5F7rZqB_hWkU2O219hi1aVZoZPG_JMKHaD8ABtbdN6t5NUC5GLkrqzNtEAq_RgCLy9YFXyEc-aIjIU4qLsGnBjD"
      "1FgVwHa9C2ezMR_GjJhjNmikrprDM96heY7jVZnz2Gkj87fu-phSIi73DxdsEbpEqOwOCWAWspQ4AGiRUtp4rtxxsZ2Sh2mGFDYT"
      "QLIEoyLo9D-9MctxXxLytnidVOmGxv_2AOKX5vMrMw";
  const std::string rsa = R"({"kty":"RSA","e":"AQAB","n":")" + modulus + "\"}";
  const std::string p384 =
      R"({"kty":"EC","crv":"P-384","x":"2fkkA_6-EDuahZahIeZrVvJTL_2pCF37xkVmT3aCIG14XReuYtB2vwoLURWvhTQ6",)"
      R"("y":"Kx71Esb3b_7bakJ_FoCWJ4DVRvnsALKz__sZ0Xkcu6VBcJTNb5JWHYETBPy1YfB5"})";
  struct Vector {
    Algorithm algorithm;
    std::string header;
    std::string jwk;
    std::string signature;
  };
  const Vector vectors[] = {
      {Algorithm::rs384, R"({"alg":"RS384","kid":"RS384"})", rsa,
       "frpf8RhFZAwAVNZC_YucuyYn_daGXI6RhXIAVDBNmzwaKl2vhY-JNt4PqsYoaqgFlB8iKt5jP3EU12cPeyzQGC-Azt-YlZnPg4K2"
       "pIxYXRnYhs93oyJZudftUqixQ3Bqwge2_cGFogfC6kGiC_5dfkAVgD5cUoBZB9YF7BhPsQyi2tGxTHs2WD808Uq1YA3AfzoSFndo"
       "JBvNiQ2dqQmhL8lrBbSoR5tUh0dEzqTyvaEEIZ8af2upIoRobXGaojTFZ_SgdSvi4SAqlscQGg7TfA8G05pCbRuecrVii-6-6Rr5"
       "Pz3nq9GWJhiN1XIISm0_Z-0t60Zb0586PCBlA-utbg"},
      {Algorithm::rs512, R"({"alg":"RS512","kid":"RS512"})", rsa,
       "shRV8vuBnBMErNKQOFxXKSFdL0qNXtp-sJ28OyAGeiqEjJSAUdkDVRmPpR4S4HGHRT3xWkXAZCKL_2UaLxWUQzMkY5xhzxNSvWKc"
       "SE5tZa8hlT_fV2HK_TS6QKy_4EH7OaWN8eT3RF2uKuIhbNlg4X9XtzCcVAO6hIeFSeT8TDPHz2Znii3DXQzdzybAFodNWPWkmiTk"
       "quNEz5YhUX5ocdlUhnXHrQgEGQYCulg-8H3VVkz6nmJW_wOQYW3mYzvLTtw786DxqFMRjFlc-Hbzldk0pK4rSLxVnXTWylSQyiWO"
       "27nQbgqdpn9zibZCdTcikFGi2ppakQfdgHsJZ3OlLg"},
      {Algorithm::ps256, R"({"alg":"PS256","kid":"PS256"})", rsa,
       "EuOWW-eFfCTPXjYulqQJlUnfmPszHEF1dofVg1DKk9kKYgv8j1DCFRg0FpFalkKiyVnWWQHl8XO5SvjuDMoDEH-ZrSEnyxHHjspK"
       "isDWLQJfJyVJ7tHpX9pWmBwZM5cDVyNfkZoCa_B3b-yZm6dyekVPX0TXdNzuimeHjPCOvfTHF-LvUnjnGNgBWtrecXKZF1poS9Jh"
       "ya0N_ETYCsfDgpVU2OgXgTJblxZO5Ydv-wUS9uSf6-hzFTuaU2a3a1EwnSgRhNVj3x2DZMwFVUhVsNVFtDnka-PnA2A5bxARU30l"
       "JtbS5VjugBlEDQfMISKpyT4uOSxo9hKPljwiUEoHPQ"},
      {Algorithm::es384, R"({"alg":"ES384","kid":"e"})", p384,
       "STCvrxSdrprkG-MkuigrzSGbKTynDcDst9q-zIX099u2JMs7A4YqKIJJOjKmXT613Mdt72vuKm9SsBt-HXj2fLOUPCQCDVfwXL7C"
       "5u_aKA3rERaN91HPu1EcwXcOUaYR"},
  };
  for (const auto& [algorithm, header, jwk, signature] : vectors) {
    const auto token = base64url(header) + "." + base64url(R"({"sub":"alice","exp":1700000600})") + "." + signature;
    const auto keys = KeySet::parse("{\"keys\":[" + jwk + "]}", {algorithm});
    ASSERT_TRUE(keys) << keys.error().message;
    const auto* key = keys->find(std::nullopt, algorithm);
    ASSERT_NE(key, nullptr);
    const auto verified = [&](const std::string& text) {
      const auto parsed = parse_compact(text);
      return parsed && key->verifies(parsed->signed_text, parsed->signature);
    };
    EXPECT_TRUE(verified(token)) << header;
    EXPECT_FALSE(verified(changed(token))) << header;
  }
}

}  // namespace
}  // namespace plaza::gateway::token
