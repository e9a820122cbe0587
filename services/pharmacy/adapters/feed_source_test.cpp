#include "services/pharmacy/adapters/feed_source.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "platform/http/gzip.hpp"
#include "platform/http/test_scripted_server.hpp"
#include "services/pharmacy/adapters/testing.hpp"

namespace plaza::pharmacy {
namespace {

using http::testing::ScriptedServer;

struct Source : ::testing::Test {
  Result<FetchedFeed> fetch(FeedSource& source, Validators known = {}, milliseconds time = milliseconds{5'000}) {
    std::optional<Result<FetchedFeed>> result;
    asio::co_spawn(io, source.fetch(std::move(known), std::chrono::steady_clock::now() + time),
                   [&](const std::exception_ptr&, Result<FetchedFeed> fetched) { result = std::move(fetched); });
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }

  std::unique_ptr<FeedSource> make(const std::string& source, std::uint64_t body_bytes_max = 100'000) {
    auto made = make_feed_source(source, body_bytes_max, io.get_executor());
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  std::unique_ptr<FeedSource> make(const ScriptedServer& server, std::uint64_t body_bytes_max = 100'000) {
    return make(fmt::format("http://127.0.0.1:{}/maskdata.csv", server.port()), body_bytes_max);
  }

  asio::io_context io;
};

std::string answer(std::string_view status, std::string_view fields, std::string_view body) {
  return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, fields, body.size(), body);
}

class HttpFeedSource : public Source {};
class FileFeedSource : public Source {};

TEST_F(HttpFeedSource, fetches_the_text_and_its_validators) {
  const ScriptedServer server(
      {{{answer("200 OK", "ETag: \"a\"\r\nLast-Modified: Fri, 14 Feb 2020 06:20:00 GMT\r\n", "csv")}}});
  const auto fetched = fetch(*make(server));
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_FALSE(fetched->unchanged);
  EXPECT_EQ(fetched->text, "csv");
  EXPECT_EQ(fetched->validators.etag, "\"a\"");
  EXPECT_EQ(fetched->validators.last_modified, "Fri, 14 Feb 2020 06:20:00 GMT");
}

TEST_F(HttpFeedSource, asks_only_for_what_has_changed) {
  const ScriptedServer server({{{"HTTP/1.1 304 Not Modified\r\n\r\n"}}});
  const auto fetched = fetch(*make(server), {.etag = "\"a\"", .last_modified = "Fri, 14 Feb 2020 06:20:00 GMT"});
  ASSERT_TRUE(fetched);
  EXPECT_TRUE(fetched->unchanged);
  const auto request = server.requests().at(0);
  EXPECT_TRUE(request.contains("If-None-Match: \"a\"\r\n")) << request;
  EXPECT_TRUE(request.contains("If-Modified-Since: Fri, 14 Feb 2020 06:20:00 GMT\r\n")) << request;
}

TEST_F(HttpFeedSource, undoes_gzip) {
  const auto body = http::gzip(std::string(5'000, 'x'), 6);
  const ScriptedServer server({{{answer("200 OK", "Content-Encoding: gzip\r\n", body)}}});
  EXPECT_EQ(fetch(*make(server))->text, std::string(5'000, 'x'));
}

TEST_F(HttpFeedSource, names_what_went_wrong) {
  const ScriptedServer server({{{answer("503 Service Unavailable", "", "")}},
                               {{answer("404 Not Found", "", "")}},
                               {{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut"}},
                               {{answer("200 OK", "", std::string(200, 'x'))}}});
  auto fetched = fetch(*make(server));
  EXPECT_EQ(fetched.error().reason, "FETCH_STATUS");
  EXPECT_EQ(fetched.error().code, Code::unavailable);
  fetched = fetch(*make(server));
  EXPECT_EQ(fetched.error().reason, "FETCH_STATUS");
  EXPECT_EQ(fetched.error().code, Code::failed_precondition);
  EXPECT_EQ(fetch(*make(server)).error().reason, "FETCH_UNREACHABLE");
  EXPECT_EQ(fetch(*make(server, 100)).error().reason, "FETCH_TOO_LARGE");
}

TEST_F(HttpFeedSource, gives_up_at_the_deadline) {
  const ScriptedServer server({{{""}, false}});
  EXPECT_EQ(fetch(*make(server), {}, milliseconds{50}).error().reason, "FETCH_TIMEOUT");
}

TEST_F(HttpFeedSource, is_shown_without_credentials) {
  EXPECT_EQ(make("https://user:secret@example.org/feed.csv?key=secret")->shown(), "https://example.org/feed.csv");
  EXPECT_EQ(make("http://127.0.0.1:8080/maskdata.csv")->shown(), "http://127.0.0.1:8080/maskdata.csv");
}

TEST_F(FileFeedSource, reads_a_path_and_a_file_address) {
  const testing::Folder folder;
  folder.write("feed.csv", "csv");
  for (const auto& name : {folder.file("feed.csv"), "file://" + folder.file("feed.csv")}) {
    const auto source = make(name);
    EXPECT_EQ(source->shown(), folder.file("feed.csv"));
    EXPECT_EQ(fetch(*source)->text, "csv");
  }
}

TEST_F(FileFeedSource, tells_whether_the_file_has_changed) {
  const testing::Folder folder;
  folder.write("feed.csv", "csv");
  const auto source = make(folder.file("feed.csv"));
  const auto first = fetch(*source);
  EXPECT_TRUE(fetch(*source, first->validators)->unchanged);
  folder.write("feed.csv", "other");
  EXPECT_EQ(fetch(*source, first->validators)->text, "other");
}

TEST_F(FileFeedSource, names_what_went_wrong) {
  const testing::Folder folder;
  const auto source = make(folder.file("feed.csv"), 2);
  EXPECT_EQ(fetch(*source).error().reason, "FETCH_UNREACHABLE");
  folder.write("feed.csv", "csv");
  EXPECT_EQ(fetch(*source).error().reason, "FETCH_TOO_LARGE");
}

TEST_F(Source, refuses_addresses_it_does_not_know) {
  for (const auto* text : {"", "ftp://example.org/feed.csv", "http://"}) {
    EXPECT_EQ(make_feed_source(text, 1, io.get_executor()).error().code, Code::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace plaza::pharmacy
