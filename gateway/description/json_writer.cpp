#include "gateway/description/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/core/json_text.hpp"

namespace plaza::gateway {
namespace {

constexpr std::size_t integer_bytes_max = 20;

}  // namespace

void JsonWriter::grow(std::size_t bytes) {
  const auto used = size();
  // What is beyond `used` is written before it is read: nothing sets it to zero.
  buffer_.resize_and_overwrite(std::max(used + bytes, buffer_.size() * 2),
                               [](char*, std::size_t size) { return size; });
  at_ = buffer_.data() + used;
  end_ = buffer_.data() + buffer_.size();
}

std::string JsonWriter::take() {
  buffer_.resize(size());
  auto out = std::move(buffer_);
  buffer_ = {};
  at_ = end_ = buffer_.data();
  return out;
}

void JsonWriter::raw(std::string_view json) {
  reserve(json.size() + 1);
  if (after_value()) *at_++ = ',';
  std::memcpy(at_, json.data(), json.size());
  at_ += json.size();
}

void JsonWriter::append(std::string_view text) {
  reserve(text.size());
  std::memcpy(at_, text.data(), text.size());
  at_ += text.size();
}

void JsonWriter::key(std::string_view name) {
  string(name);
  put(':');
}

void JsonWriter::integer(std::int64_t value) {
  reserve(integer_bytes_max + 1);
  if (after_value()) *at_++ = ',';
  at_ = std::to_chars(at_, end_, value).ptr;
}

void JsonWriter::integer(std::uint64_t value) {
  reserve(integer_bytes_max + 1);
  if (after_value()) *at_++ = ',';
  at_ = std::to_chars(at_, end_, value).ptr;
}

void JsonWriter::number(double value) {
  reserve(json_number_bytes_max + 1);
  if (after_value()) *at_++ = ',';
  at_ = write_json_number(at_, value);
}

void JsonWriter::string(std::string_view value) {
  reserve(json_string_bytes_max(value.size()) + 1);
  if (after_value()) *at_++ = ',';
  at_ = write_json_string(at_, value);
}

void JsonWriter::time(std::int64_t ms) {
  reserve(rfc3339_bytes_max + 3);
  if (after_value()) *at_++ = ',';
  // A page mostly holds one time again and again: that of the snapshot.
  if (last_time_.size == 0 || last_time_.ms != ms) {
    const auto* const end = write_rfc3339(last_time_.text.data(), SystemTime{milliseconds{ms}});
    last_time_.size = static_cast<std::size_t>(end - last_time_.text.data());
    last_time_.ms = ms;
  }
  *at_++ = '"';
  std::memcpy(at_, last_time_.text.data(), last_time_.size);
  at_ += last_time_.size;
  *at_++ = '"';
}

}  // namespace plaza::gateway
