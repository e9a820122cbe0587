// Connections as the server reads them: the strict check, then Beast's parser, then the body, request after request.
// What is let pass must mean the same to all: to Beast, to a plain reading of the RFC (http_reference.hpp), and in
// whatever pieces the bytes arrive.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include "platform/http/framing.hpp"
#include "platform/http/router.hpp"
#include "platform/http/transaction.hpp"
#include "tests/fuzz/http_reference.hpp"

namespace {

using namespace plaza;
using namespace plaza::http;

constexpr FramingLimits limits{.line_bytes_max = 512, .header_bytes_max = 1024, .header_fields_max = 16};
constexpr std::uint64_t body_bytes_max = 4096;

void require(bool condition) {
  if (!condition) std::abort();
}

std::uint64_t length_of(const Request::Message& message) {
  const std::string_view text = message[Field::content_length];
  std::uint64_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

// What bytes mean: how many requests they hold, and their bodies.
struct Meaning {
  std::size_t requests = 0;
  std::string bodies;
  bool refused = false;

  bool operator==(const Meaning&) const = default;
};

class Reader {
 public:
  explicit Reader(Worker& worker) : worker_(worker) {}

  // False when the bytes were refused.
  bool feed(std::string_view bytes) {
    waiting_ += bytes;
    while (!meaning_.refused && (reading_body_ ? read_body() : read_head())) {
    }
    return !meaning_.refused;
  }

  [[nodiscard]] const Meaning& meaning() const { return meaning_; }

 private:
  bool refuse() {
    meaning_.refused = true;
    return false;
  }

  // A head that is known means what it meant when it was read.
  void check_known(std::string_view head) {
    auto& first = transaction_.request();
    auto known = transaction_.head_to_keep(head);
    const bool body = transaction_.framing().chunked || transaction_.framing().content_length > 0;
    require(!body || known == nullptr);
    if (!known) return;
    Transaction again;
    again.begin(worker_, known, SteadyTime{});
    require(again.framing() == transaction_.framing() && again.complete());
    require(again.request().method_name() == first.method_name() && again.request().target() == first.target());
    require(again.request().version() == first.version() && again.request().body().empty());
    require(std::ranges::equal(again.request().message(), first.message(), [](const auto& a, const auto& b) {
      return a.name_string() == b.name_string() && a.value() == b.value();
    }));
  }

  bool read_head() {
    while (searched_ == 0 && waiting_.starts_with("\r\n")) waiting_.erase(0, 2);
    if (waiting_ == "\r" || waiting_.empty()) return false;
    const auto end = find_head_end(waiting_, searched_, limits);
    if (!end) return refuse();
    if (!*end) return false;
    searched_ = 0;
    const auto head = std::string_view(waiting_).substr(0, **end);
    const auto framing = check_head(head, limits);
    if (!framing) return refuse();
    // Beast has the second word; where it agrees, it reads the same.
    if (!transaction_.begin(worker_, head, *framing, SteadyTime{})) return refuse();
    const auto& message = transaction_.request().message();
    require(message.chunked() == framing->chunked);
    require(length_of(message) == framing->content_length);
    require(message.version() == 10 + framing->minor_version);
    check_known(head);
    (void)transaction_.request().query_parameters();
    (void)router_.match(message.method(), transaction_.request().path());
    request_.assign(waiting_, 0, **end);
    waiting_.erase(0, **end);
    if (!transaction_.expect_body(body_bytes_max)) return refuse();
    return reading_body_ = true;
  }

  bool read_body() {
    const auto used = transaction_.take_body(waiting_);
    if (!used) return refuse();
    require(*used <= waiting_.size());
    request_.append(waiting_, 0, *used);
    waiting_.erase(0, *used);
    if (!transaction_.complete()) return false;
    const auto body = transaction_.request().body();
    require(body.size() <= body_bytes_max);
    check_against_others(body);
    ++meaning_.requests;
    meaning_.bodies += body;
    transaction_.reset();
    reading_body_ = false;
    return true;
  }

  // What follows is there to be taken for a part of the request by whoever sees another end.
  void check_against_others(std::string_view body) const {
    const fuzz::Extent ours{request_.size(), std::string(body)};
    const auto with_more = request_ + "GET /more HTTP/1.1\r\nHost: a\r\n\r\n";
    require(fuzz::PlainReader(with_more).read() == ours);
    if (const auto theirs = fuzz::read_by_beast(with_more)) require(theirs == ours);
  }

  Worker& worker_;
  Router router_;
  Transaction transaction_;
  Meaning meaning_;
  std::string waiting_;
  std::string request_;  // the bytes of the one being read
  std::size_t searched_ = 0;
  bool reading_body_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static Worker worker{0};
  // The first byte says in which pieces the rest arrives: as many bytes each, or as chance has it.
  const unsigned way = data[0];
  std::minstd_rand chance(way);
  const auto piece = [&]() -> std::size_t { return way < 64 ? way + 1U : chance() % (way - 62U) + 1U; };
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

  Reader whole(worker);
  whole.feed(bytes);
  Reader pieces(worker);
  for (std::size_t at = 0, next = piece(); at < bytes.size() && pieces.feed(bytes.substr(at, next));) {
    at += next;
    next = piece();
  }
  // A piece may be refused for its size before its end is seen, never the other way round.
  if (!pieces.meaning().refused) require(pieces.meaning() == whole.meaning());
  return 0;
}
