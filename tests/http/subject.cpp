// The server under test where the gateway has no route of the kind: it echoes bodies, streams, waits, and tells how it
// read a request. Everything below the handlers is what the gateway runs.
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "platform/http/compression.hpp"
#include "platform/http/conditional.hpp"
#include "platform/http/problem.hpp"
#include "platform/process/process.hpp"

namespace {

using namespace plaza;

struct Options {
  http::ServerOptions http{.port = 0};
  milliseconds wait{300};

  void describe(config::Section root) {
    http.describe(root.section("http"));
    root.section("subject").value("wait_ms", wait, "How long /wait takes");
  }
};

constexpr std::size_t piece_bytes = 65'536;
constexpr std::size_t long_stream_pieces = 256;  // more than all buffers between server and client hold

http::Response hello(http::Request&) {
  return http::text(200, "hello");
}

http::Response echo(http::Request& request) {
  http::Response response;
  response.headers.add("Content-Type", "application/octet-stream");
  response.body = std::string(request.body());
  return response;
}

// How the server understood what came.
http::Response mirror(http::Request& request) {
  std::string out =
      fmt::format("method {}\npath {}\nquery {}\n", request.method_name(), request.path(), request.query());
  for (const auto& field : request.message()) {
    out += fmt::format("{}: {}\n", std::string_view(field.name_string()), std::string_view(field.value()));
  }
  return http::text(200, out);
}

asio::awaitable<Result<void>> write_pieces(http::BodyWriter& writer, std::size_t pieces, std::size_t bytes) {
  const std::string piece(bytes, 'x');
  for (std::size_t i = 0; i < pieces; ++i) {
    if (auto written = co_await writer.write(piece); !written) co_return written;
  }
  co_return Result<void>{};
}

http::Response stream(std::size_t pieces, std::size_t bytes) {
  http::Response response;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body =
      http::StreamedBody([pieces, bytes](http::BodyWriter& writer) { return write_pieces(writer, pieces, bytes); });
  return response;
}

asio::awaitable<http::Response> wait(Worker& worker, milliseconds time) {
  asio::steady_timer timer(worker.executor(), time);
  co_await timer.async_wait(asio::use_awaitable);
  co_return http::text(200, "waited");
}

http::PlainHandler serve(std::shared_ptr<const http::Document> document) {
  return [document = std::move(document)](http::Request&) { return http::document(document); };
}

void add_routes(http::Router& router, const Options& options) {
  router.get("/", http::PlainHandler(hello));
  router.add({.method = http::Method::post, .path = "/", .handler = http::PlainHandler(echo)});
  router.get("/mirror", http::PlainHandler(mirror));
  router.add({.method = http::Method::post, .path = "/mirror", .handler = http::PlainHandler(mirror)});
  router.get("/wait", [&options](http::Request& request) { return wait(request.worker(), options.wait); });
  router.get("/stream", http::PlainHandler([](http::Request&) { return stream(3, 5); }));
  router.get("/long-stream",
             http::PlainHandler([](http::Request&) { return stream(long_stream_pieces, piece_bytes); }));
  router.get("/empty", http::PlainHandler([](http::Request&) { return http::no_content(); }));
  router.get_fixed("/document", serve(http::Document::make("text/plain; charset=utf-8", std::string(4'000, 'd'))));
  router.get_fixed("/image", serve(http::Document::make("image/png", std::string(4'000, 'i'))));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return plaza::run(argc, argv, "http-subject", options, [&options](Process& process) {
    http::Router router;
    add_routes(router, options);
    http::Compression compression(options.http.gzip_bytes_min);
    http::ConditionalReads conditional;
    http::Server server("http", process.serving(), process.clock(), router, options.http, {&compression, &conditional},
                        &process.http_observer());
    process.dynamic()
        .section("http", options.http)
        .on_change(process.workers().background(), [&server](const http::ServerOptions& now) { server.change(now); });
    router.get("/connections", http::PlainHandler([&server](http::Request&) {
                 return http::text(200, std::to_string(server.connections()));
               }));
    return process.serve({&server});
  });
}
