#include "platform/http/field_line.hpp"

namespace plaza::http {
namespace {

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool visible = c > 0x20 && c < 0x7f;
    std::uint8_t bits = 0;
    if (letter ||
        (visible && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos)) {
      bits |= token_byte;
    }
    if (visible && c != '#' && c != '\\') bits |= target_byte;
    if (visible || c == ' ' || c == '\t' || c >= 0x80) bits |= value_byte;
    classes[c] = bits;
  }
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = make_classes();

constexpr FramingViolation broken_end{400,
                                      "A header line must end with CR LF, and hold neither of them before its end."};

}  // namespace

std::uint8_t byte_class(char c) {
  return classes[static_cast<unsigned char>(c)];
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) return false;
  }
  return true;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::expected<FieldLine, FramingViolation> read_field_line(std::string_view head, std::size_t& position) {
  const std::size_t start = position;
  std::size_t i = start;
  while (i < head.size() && (byte_class(head[i]) & token_byte) != 0) ++i;
  if (i == start) {
    if (i < head.size() && (head[i] == ' ' || head[i] == '\t')) {
      return std::unexpected(FramingViolation{400, "A header field may not be folded over several lines."});
    }
    return std::unexpected(FramingViolation{400, "A header field needs a name of letters, digits and hyphens."});
  }
  if (i == head.size() || head[i] != ':') {
    const bool blank = i < head.size() && (head[i] == ' ' || head[i] == '\t');
    return std::unexpected(FramingViolation{400, blank ? std::string_view("No blank may stand before a header's colon.")
                                                       : "A header field's name may not hold this character."});
  }
  const auto name = head.substr(start, i - start);
  const std::size_t value_start = ++i;
  while (i < head.size() && (byte_class(head[i]) & value_byte) != 0) ++i;
  if (i + 1 >= head.size() || head[i] != '\r' || head[i + 1] != '\n') {
    if (i < head.size() && head[i] != '\r' && head[i] != '\n') {
      return std::unexpected(FramingViolation{400, "A header field's value may not hold control characters."});
    }
    return std::unexpected(broken_end);
  }
  position = i + 2;
  return FieldLine{name, trim_blanks(head.substr(value_start, i - value_start))};
}

}  // namespace plaza::http
