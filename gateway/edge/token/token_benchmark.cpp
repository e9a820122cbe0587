// What a token costs: bin/token_benchmark. Each line is the middle of several rounds, in the thread's CPU time.
#include <algorithm>
#include <cstdio>
#include <ctime>

#include <fmt/format.h>

#include "gateway/edge/token/authentication.hpp"
#include "gateway/edge/token/test_signer.hpp"
#include "gateway/edge/token/verify.hpp"

namespace plaza::gateway::token {
namespace {

constexpr int rounds = 15;

double cpu_us() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

template <class Work>
void measure(std::string_view name, int times, Work work) {
  std::vector<double> each;
  for (int round = 0; round < rounds; ++round) {
    const auto start = cpu_us();
    for (int i = 0; i < times; ++i) work();
    each.push_back((cpu_us() - start) / times);
  }
  std::ranges::sort(each);
  fmt::print("{:<28}{:>9.2f} µs\n", name, each[rounds / 2]);
}

// Stops the benchmark when what it measures is not what it should be.
void must(bool right) {
  if (!right) std::abort();
}

int run() {
  const SystemClock clock;
  const auto expires = std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count() + 3600;
  const auto claims = fmt::format(
      R"({{"iss":"https://login.example","sub":"0192f0c4-8f0e-7cc3-9a3e-3d6a1f5f2b11","aud":"plaza","iat":{0},"nbf":{0},)"
      R"("exp":{1},"jti":"6d1f0c1e8b","scope":"operator courier"}})",
      expires - 3600, expires);
  const Options options{.audiences = {"plaza"}};
  const std::pair<Algorithm, Signer> signers[] = {{Algorithm::rs256, Signer::rsa()},
                                                  {Algorithm::ps256, Signer::rsa()},
                                                  {Algorithm::es256, Signer::ec("P-256")},
                                                  {Algorithm::es384, Signer::ec("P-384")},
                                                  {Algorithm::eddsa, Signer::ed25519()}};
  std::string token;
  KeyStore store({Algorithm::eddsa});
  for (const auto& [algorithm, signer] : signers) {
    const auto name = to_string(algorithm);
    const auto file = key_file(signer.jwk(fmt::format(R"("kid":"2026-11","alg":"{}")", name)));
    const auto keys = KeySet::parse(file, {algorithm});
    token = signer.token(algorithm, fmt::format(R"({{"alg":"{}","typ":"JWT","kid":"2026-11"}})", name), claims);
    measure(fmt::format("verify {}", name), 500,
            [&] { must(verify(token, *keys, options.claim_rules(), clock.now()).has_value()); });
    if (algorithm == Algorithm::eddsa) must(store.load(file).has_value());
  }

  telemetry::Metrics metrics(1);
  Worker worker(0);
  Authentication filter(options, store, clock, 1, metrics);
  const auto request_with = [&](const std::string& credentials) {
    http::Request::Message message(http::Method::get, "/api/v1/orders", 11);
    if (!credentials.empty()) message.insert(http::Field::authorization, credentials);
    return message;
  };
  const auto with = request_with("Bearer " + token);
  const auto without = request_with("");
  measure("filter, no token", 100'000, [&] {
    http::Request request(worker, without);
    must(!filter.before(request));
  });
  measure("filter, known token", 100'000, [&] {
    http::Request request(worker, with);
    must(!filter.before(request) && !request.context.identity.subject.empty());
  });
  return 0;
}

}  // namespace
}  // namespace plaza::gateway::token

int main() {
  return plaza::gateway::token::run();
}
