// Mutual TLS between a channel and a server: who is let in, who is not, and what the caller is told.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "platform/rpc/grpc/loopback.hpp"
#include "platform/tls/test_certificates.hpp"

namespace plaza::rpc {
namespace {

namespace fs = std::filesystem;

struct GrpcTls : ::testing::Test {
  GrpcTls() {
    std::signal(SIGPIPE, SIG_IGN);
    fs::create_directories(folder);
    put("authority", fleet.certificate());
    issue("pharmacy", fleet);
    issue("gateway", fleet);
  }
  ~GrpcTls() override { fs::remove_all(folder); }

  std::string put(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
    return folder / name;
  }
  void issue(const std::string& name, const tls::testing::Authority& by) const {
    const auto issued = by.issue({.names = {name}});
    put(name + ".crt", issued.certificate);
    put(name + ".key", issued.key);
  }

  [[nodiscard]] std::shared_ptr<tls::Credentials> of_server(std::vector<std::string> client_names = {}) const {
    return loaded(tls::ServerOptions{.certificate_file = folder / "pharmacy.crt",
                                     .key_file = folder / "pharmacy.key",
                                     .client_authorities_file = folder / "authority",
                                     .client_names = std::move(client_names)});
  }
  [[nodiscard]] std::shared_ptr<tls::Credentials> of_client(const std::string& shown = "gateway",
                                                            const std::string& server_name = "pharmacy") const {
    tls::ClientOptions options{
        .authorities_file = folder / "authority", .server_name = server_name, .certificate_file = {}, .key_file = {}};
    if (!shown.empty()) {
      options.certificate_file = folder / (shown + ".crt");
      options.key_file = folder / (shown + ".key");
    }
    return loaded(options);
  }
  template <class Options>
  static std::shared_ptr<tls::Credentials> loaded(const Options& options) {
    auto credentials = std::make_shared<tls::Credentials>(options);
    const auto done = credentials->load();
    EXPECT_TRUE(done) << done.error().message;
    return credentials;
  }

  // What a call over these two becomes, in a time that refused connections would not outlast.
  static Result<grpc_loopback::EchoResponse> outcome(const std::shared_ptr<tls::Credentials>& server,
                                                     const std::shared_ptr<tls::Credentials>& client) {
    grpc_loopback::Service service({}, 0, nullptr, server);
    service.echo().start();
    grpc_loopback::Caller caller({service.endpoint()}, {}, {}, client);
    auto answer = caller.ask<grpc_loopback::Echo>(grpc_loopback::say("5901012345"),
                                                  grpc_loopback::Caller::within(milliseconds{500}));
    return answer;
  }

  fs::path folder = fs::temp_directory_path() / ("plaza-grpc-tls-" + std::to_string(::getpid()));
  tls::testing::Authority fleet{"fleet"};
};

TEST_F(GrpcTls, carries_calls_between_those_who_show_certificates) {
  grpc_loopback::Service service({}, 0, nullptr, of_server({"gateway"}));
  service.echo().start();
  grpc_loopback::Caller caller({service.endpoint()}, {}, {}, of_client());
  grpc_loopback::Load load(caller, 50, grpc_loopback::patience);
  EXPECT_TRUE(load.wait_for_successes(2'000));
  load.stop();
  EXPECT_EQ(load.failed, 0);
}

TEST_F(GrpcTls, carries_answers_larger_than_a_record) {
  grpc_loopback::Service service({}, 0, nullptr, of_server());
  service.echo().start();
  grpc_loopback::Caller caller({service.endpoint()}, {}, {}, of_client());
  const std::string many(200'000, 'x');
  const auto answer = caller.ask<grpc_loopback::Echo>(grpc_loopback::say(many));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text(), many);
}

TEST_F(GrpcTls, refuses_a_caller_without_a_certificate) {
  EXPECT_FALSE(outcome(of_server(), of_client("")));
}

TEST_F(GrpcTls, refuses_a_caller_that_another_authority_signed) {
  issue("forged", tls::testing::Authority("stranger"));
  EXPECT_FALSE(outcome(of_server(), of_client("forged")));
}

TEST_F(GrpcTls, refuses_a_caller_whose_name_may_not_come) {
  EXPECT_TRUE(outcome(of_server({"gateway"}), of_client()));
  EXPECT_FALSE(outcome(of_server({"shipping"}), of_client()));
}

TEST_F(GrpcTls, refuses_a_caller_without_tls_and_is_refused_by_one) {
  EXPECT_FALSE(outcome(of_server(), nullptr));
  EXPECT_FALSE(outcome(nullptr, of_client()));
}

TEST_F(GrpcTls, refuses_a_server_of_another_name) {
  EXPECT_FALSE(outcome(of_server(), of_client("gateway", "booking")));
}

TEST_F(GrpcTls, drains_without_losing_a_call) {
  auto service = std::make_unique<grpc_loopback::Service>(GrpcServerOptions{}, std::uint16_t{0}, nullptr, of_server());
  service->echo().start();
  const auto port = service->port();
  grpc_loopback::Caller caller({service->endpoint()}, {}, {}, of_client());
  grpc_loopback::Load load(caller, 20, grpc_loopback::patience);
  EXPECT_TRUE(load.wait_for_successes(200));
  service->stop_in_order();
  service = std::make_unique<grpc_loopback::Service>(GrpcServerOptions{}, port, nullptr, of_server());
  service->echo().start();
  EXPECT_TRUE(load.wait_for_successes(200));
  load.stop();
  EXPECT_EQ(load.failed, 0);
}

}  // namespace
}  // namespace plaza::rpc
