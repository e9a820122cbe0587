#include "platform/redis/store.hpp"

#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "platform/redis/loopback.hpp"
#include "platform/tls/test_certificates.hpp"

namespace plaza::redis::loopback {
namespace {

namespace fs = std::filesystem;

// Files of a test, gone with it.
class Folder {
 public:
  Folder() {
    std::string path = "/tmp/plaza-redis-store-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

class RunningStore {
 public:
  explicit RunningStore(const Options& options, std::shared_ptr<const tls::Credentials> credentials = nullptr)
      : store_("test", {&around_.workers(), &around_.clock(), &around_.log(), &around_.metrics(), &around_.tracer()},
               options, std::move(credentials)) {
    EXPECT_TRUE(store_.start());
  }
  ~RunningStore() {
    store_.stop();
    around_.workers().stop();
  }
  RunningStore(const RunningStore&) = delete;
  RunningStore& operator=(const RunningStore&) = delete;
  Result<Reply> ping() {
    auto& worker = around_.workers()[0];
    return around_.await(store_.of(worker).run(within(patience), Command("PING", Access::read)));
  }

 private:
  Surrounded around_;
  Store store_;
};

TEST(RedisStore, the_password_is_read_from_its_file) {
  Folder folder;
  TestServer server({"requirepass open-sesame"});
  auto options = server.options();
  options.server.password_file = folder.write("password", "open-sesame\n");
  RunningStore store(options);
  EXPECT_TRUE(store.ping());
}

TEST(RedisStore, a_password_file_that_is_missing_ends_the_start) {
  Surrounded around;
  Options options;
  options.server.password_file = "/nonexistent/password";
  Store store("test", {&around.workers(), &around.clock(), &around.log(), &around.metrics(), &around.tracer()},
              options);
  EXPECT_FALSE(store.start());
}

TEST(RedisStore, tls_is_spoken_to_a_server_whose_certificate_is_trusted) {
  Folder folder;
  const tls::testing::Authority authority("test");
  const auto issued = authority.issue({.names = {"redis.test"}});
  tls::ClientOptions trust;
  trust.authorities_file = folder.write("authority.pem", authority.certificate());
  trust.server_name = "redis.test";
  const auto certificate = folder.write("certificate.pem", issued.certificate);
  const auto key = folder.write("key.pem", issued.key);
  TestServer plain;
  // A second port, with TLS, of the same server.
  boost::asio::io_context io;
  const auto port =
      boost::asio::ip::tcp::acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0}).local_endpoint().port();
  ASSERT_EQ(plain.text({"CONFIG", "SET", "tls-cert-file", certificate, "tls-key-file", key, "tls-ca-cert-file",
                        trust.authorities_file, "tls-auth-clients", "no", "tls-port", std::to_string(port)}),
            "OK");
  const auto credentials = std::make_shared<tls::Credentials>(trust);
  ASSERT_TRUE(credentials->load());
  Options options;
  options.server.endpoint = fmt::format("127.0.0.1:{}", port);
  RunningStore store(options, credentials);
  EXPECT_TRUE(store.ping());

  trust.server_name = "elsewhere.test";
  const auto strangers = std::make_shared<tls::Credentials>(trust);
  ASSERT_TRUE(strangers->load());
  options.limits.connect_wait = milliseconds{100};
  RunningStore refused(options, strangers);
  const auto answer = refused.ping();
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("TLS failed"), std::string::npos) << answer.error().message;
}

}  // namespace
}  // namespace plaza::redis::loopback
