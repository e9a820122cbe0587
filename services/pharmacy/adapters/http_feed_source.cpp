#include "services/pharmacy/adapters/http_feed_source.hpp"

#include <fmt/format.h>

namespace plaza::pharmacy {
namespace {

constexpr unsigned status_ok = 200;
constexpr unsigned status_not_modified = 304;

std::string_view reason_of(Code code) {
  switch (code) {
    case Code::deadline_exceeded:
      return "FETCH_TIMEOUT";
    case Code::resource_exhausted:
      return "FETCH_TOO_LARGE";
    default:
      return "FETCH_UNREACHABLE";
  }
}

// What a status says about trying again: unavailable, it may help; failed_precondition, it will not.
Code code_of(unsigned status) {
  constexpr unsigned request_timeout = 408;
  constexpr unsigned too_many_requests = 429;
  const bool of_the_client = status >= 400 && status < 500;
  const bool passing = !of_the_client || status == request_timeout || status == too_many_requests;
  return passing ? Code::unavailable : Code::failed_precondition;
}

}  // namespace

// Neither the user information nor the query, which may hold a key.
std::string HttpFeedSource::shown() const {
  return fmt::format("{}://{}{}", url_.scheme, url_.authority(), url_.target.substr(0, url_.target.find('?')));
}

http::ClientRequest HttpFeedSource::request(const Validators& known) const {
  http::ClientRequest request{.method = http::Method::get, .url = url_};
  request.response_bytes_max = body_bytes_max_;
  request.headers.emplace_back("Accept", "text/csv, */*;q=0.1");
  if (!known.etag.empty()) request.headers.emplace_back("If-None-Match", known.etag);
  if (!known.last_modified.empty()) request.headers.emplace_back("If-Modified-Since", known.last_modified);
  return request;
}

asio::awaitable<Result<FetchedFeed>> HttpFeedSource::fetch(Validators known, SteadyTime deadline) {
  auto answer = co_await client_.send(request(known), deadline);
  if (!answer) {
    auto error = std::move(answer.error());
    error.reason = reason_of(error.code);
    co_return std::unexpected(std::move(error));
  }
  if (answer->status == status_not_modified) co_return FetchedFeed{.unchanged = true};
  if (answer->status != status_ok) {
    co_return fail(code_of(answer->status), fmt::format("{} answered {}", shown(), answer->status), "FETCH_STATUS");
  }
  FetchedFeed fetched{.text = std::move(answer->body)};
  fetched.validators.etag = answer->headers[http::Field::etag];
  fetched.validators.last_modified = answer->headers[http::Field::last_modified];
  co_return fetched;
}

}  // namespace plaza::pharmacy
