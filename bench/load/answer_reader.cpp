#include "bench/load/answer_reader.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace plaza::bench {
namespace {

constexpr std::size_t head_bytes_max = 64 * 1024;
constexpr std::string_view head_end = "\r\n\r\n";

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

// The value of a field in a head; empty when there is none.
std::string_view field(std::string_view head, std::string_view name) {
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    auto line = head.substr(at + 2);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (!equal_without_case(line.substr(0, name.size()), name)) continue;
    line.remove_prefix(name.size() + 1);
    line = line.substr(0, line.find("\r\n"));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    return line;
  }
  return {};
}

}  // namespace

AnswerReader::Progress AnswerReader::next(std::string_view& bytes, Answer& answer) {
  if (part_ == Part::head) {
    if (!take_head(bytes)) return kept_.size() > head_bytes_max ? Progress::malformed : Progress::more;
    if (!begin_body()) return Progress::malformed;
    kept_.clear();
  }
  auto progress = Progress::answer;
  if (part_ == Part::body) {
    const auto taken = std::min<std::uint64_t>(left_, bytes.size());
    bytes.remove_prefix(static_cast<std::size_t>(taken));
    left_ -= taken;
    if (left_ > 0) progress = Progress::more;
  } else {
    progress = take_chunked(bytes);
  }
  if (progress != Progress::answer) return progress;
  answer = answer_;
  part_ = Part::head;
  return answer.status < 200 ? next(bytes, answer) : Progress::answer;
}

bool AnswerReader::take_head(std::string_view& bytes) {
  const auto searched = kept_.size() < head_end.size() ? 0 : kept_.size() - head_end.size() + 1;
  const auto before = kept_.size();
  // A head that is whole in one piece is the common case, and is not searched twice.
  const auto whole = before == 0 ? bytes.find(head_end) : std::string_view::npos;
  kept_ += bytes.substr(0, whole == std::string_view::npos ? bytes.size() : whole + head_end.size());
  const auto end = whole == std::string_view::npos ? kept_.find(head_end, searched) : whole;
  if (end == std::string::npos) {
    bytes = {};
    return false;
  }
  kept_.resize(end + head_end.size());
  bytes.remove_prefix(kept_.size() - before);
  return true;
}

bool AnswerReader::begin_body() {
  const std::string_view head = kept_;
  if (!head.starts_with("HTTP/1.") || head.size() < 13) return false;
  const auto status = number(head.substr(9, 3), 10);
  if (!status) return false;
  answer_ = {.status = static_cast<unsigned>(*status),
             .closes = equal_without_case(field(head, "connection"), "close")};
  part_ = Part::body;
  left_ = 0;
  if (*status < 200 || *status == 204 || *status == 304) return true;
  if (equal_without_case(field(head, "transfer-encoding"), "chunked")) {
    part_ = Part::chunk_size;
    return true;
  }
  const auto length = number(field(head, "content-length"), 10);
  if (length) left_ = *length;
  return length.has_value();
}

bool AnswerReader::take_line(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  kept_ += bytes.substr(0, end == std::string_view::npos ? bytes.size() : end + 1);
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  return end != std::string_view::npos;
}

AnswerReader::Progress AnswerReader::take_chunked(std::string_view& bytes) {
  while (!bytes.empty()) {
    if (part_ == Part::chunk) {
      const auto taken = std::min<std::uint64_t>(left_, bytes.size());
      bytes.remove_prefix(static_cast<std::size_t>(taken));
      left_ -= taken;
      if (left_ == 0) part_ = Part::chunk_size;
      continue;
    }
    if (!take_line(bytes)) break;
    const auto line = std::exchange(kept_, {});
    if (part_ == Part::trailer) {
      if (line == "\r\n") return Progress::answer;
      continue;
    }
    const auto size = number(line, 16);
    if (!size) return Progress::malformed;
    left_ = *size + 2;
    part_ = *size == 0 ? Part::trailer : Part::chunk;
  }
  return kept_.size() > head_bytes_max ? Progress::malformed : Progress::more;
}

}  // namespace plaza::bench
