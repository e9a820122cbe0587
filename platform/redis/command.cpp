#include "platform/redis/command.hpp"

#include <cstring>

namespace plaza::redis {
namespace {

constexpr std::size_t length_bytes_max = 24;

// "$3\r\n", "*2\r\n".
std::size_t write_length(char* out, char kind, std::size_t length) {
  *out = kind;
  char* end = std::to_chars(out + 1, out + length_bytes_max, length).ptr;
  *end++ = '\r';
  *end++ = '\n';
  return static_cast<std::size_t>(end - out);
}

void append(ByteBuffer& out, std::string_view bytes) {
  std::memcpy(out.append(bytes.size()), bytes.data(), bytes.size());
}

}  // namespace

void Command::append_length(char kind, std::size_t length) {
  char text[length_bytes_max];
  body_.append(text, write_length(text, kind, length));
}

void Command::write_to(ByteBuffer& out) const {
  char head[length_bytes_max];
  append(out, {head, write_length(head, '*', count_)});
  append(out, body_);
}

}  // namespace plaza::redis
