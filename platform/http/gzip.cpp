#include "platform/http/gzip.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <zlib.h>

namespace plaza::http {
namespace {

constexpr int gzip_format = 16;  // added to the window bits: a gzip header instead of zlib's
constexpr int memory_level_default = 8;
constexpr std::size_t piece_bytes = 16 * 1024;

// The smallest window that holds all of the content: the state that zlib allocates and clears grows with it.
int window_bits(std::size_t bytes) {
  int bits = 9;
  while (bits < MAX_WBITS && (std::size_t{1} << bits) < bytes) ++bits;
  return bits;
}

Bytef* as_bytes(const char* data) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(data));  // zlib does not write to its input
}

}  // namespace

std::string gzip(std::string_view content, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_bits(content.size()) + gzip_format, memory_level_default,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib: deflateInit2 failed");
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
  stream.next_in = as_bytes(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = as_bytes(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (end != Z_STREAM_END) throw std::runtime_error("zlib: deflate did not finish");
  return out;
}

Result<std::string> gunzip(std::string_view compressed, std::uint64_t content_bytes_max) {
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS + gzip_format) != Z_OK) return fail(Code::internal, "zlib: inflateInit2 failed");
  const struct Ending {
    z_stream& stream;
    ~Ending() { inflateEnd(&stream); }
  } ending{stream};

  stream.next_in = as_bytes(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string out;
  std::array<char, piece_bytes> piece{};
  while (true) {
    stream.next_out = as_bytes(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t produced = piece.size() - stream.avail_out;
    if (out.size() + produced > content_bytes_max) {
      return fail(Code::resource_exhausted, "the decompressed body is larger than allowed");
    }
    out.append(piece.data(), produced);
    if (state == Z_STREAM_END) {
      if (stream.avail_in == 0) return out;
      if (inflateReset(&stream) != Z_OK) return fail(Code::internal, "zlib: inflateReset failed");
    } else if (state != Z_OK) {
      return fail(Code::data_loss, "the compressed body is broken or cut off");
    }
  }
}

}  // namespace plaza::http
