#include <limits>

#include <thrift/TConfiguration.h>
#include <thrift/transport/TTransport.h>

#include "platform/rpc/thrift_reader.hpp"
#include "platform/rpc/thrift_writer.hpp"

namespace plaza::rpc {

using thrift::protocol::TMessageType;
using thrift::protocol::TProtocolException;

namespace {

constexpr std::uint32_t version_1 = 0x80010000;
constexpr std::uint32_t version_mask = 0xffff0000;
constexpr std::size_t length_bytes = 4;

// A TProtocol insists on a transport; it only asks it for the depth of recursion.
std::shared_ptr<thrift::transport::TTransport> no_transport(std::uint32_t depth_max) {
  auto configuration = std::make_shared<thrift::TConfiguration>();
  configuration->setRecursionLimit(static_cast<int>(depth_max));
  return std::make_shared<thrift::transport::TTransport>(configuration);
}

}  // namespace

FrameWriter::FrameWriter(ByteBuffer& out) : TVirtualProtocol(no_transport(FrameLimits{}.depth_max)), out_(&out) {}

void FrameWriter::begin(TMessageType type, std::string_view name, std::int32_t seqid) {
  start_ = out_->size();
  out_->append(length_bytes);
  put(version_1 | static_cast<std::uint32_t>(type));
  writeString(name);
  put(seqid);
}

std::size_t FrameWriter::end() {
  const auto frame = out_->size() - start_;
  if (frame - length_bytes > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw TProtocolException(TProtocolException::SIZE_LIMIT);
  }
  const auto length = network_order(static_cast<std::uint32_t>(frame - length_bytes));
  std::memcpy(out_->data() + start_, &length, sizeof(length));
  return frame;
}

std::uint32_t FrameWriter::writeMessageBegin(const std::string& name, TMessageType type, std::int32_t seqid) {
  return put(version_1 | static_cast<std::uint32_t>(type)) + writeString(name) + put(seqid);
}

// The size checks of libthrift rest on this; ours are in get_container_size().
int FrameWriter::getMinSerializedSize(Type /*type*/) {
  return 0;
}
int FrameReader::getMinSerializedSize(Type /*type*/) {
  return 0;
}

FrameReader::FrameReader(const FrameLimits& limits)
    : TVirtualProtocol(no_transport(limits.depth_max)), container_items_max_(limits.container_items_max) {}

MessageHead FrameReader::begin(std::span<const std::uint8_t> frame) {
  rest_ = frame;
  items_left_ = container_items_max_;
  const auto version = get<std::uint32_t>();
  if ((version & version_mask) != version_1) {
    throw TProtocolException(TProtocolException::BAD_VERSION, "not a binary Thrift message of version 1");
  }
  MessageHead head;
  head.type = static_cast<TMessageType>(version & 0xff);
  head.name = get_string();
  head.seqid = get<std::int32_t>();
  return head;
}

void FrameReader::end() const {
  if (!rest_.empty())
    throw TProtocolException(TProtocolException::INVALID_DATA, "bytes behind the message in its frame");
}

std::uint32_t FrameReader::readMessageBegin(std::string& name, TMessageType& type, std::int32_t& seqid) {
  const auto before = rest_.size();
  const auto head = begin(rest_);
  name.assign(head.name);
  type = head.type;
  seqid = head.seqid;
  return static_cast<std::uint32_t>(before - rest_.size());
}

std::string_view FrameReader::get_string() {
  const auto size = get<std::int32_t>();
  if (size < 0) throw TProtocolException(TProtocolException::NEGATIVE_SIZE);
  const auto count = static_cast<std::size_t>(size);
  if (rest_.size() < count) truncated();
  const std::string_view text(reinterpret_cast<const char*>(rest_.data()), count);
  rest_ = rest_.subspan(count);
  return text;
}

std::uint32_t FrameReader::get_container_size() {
  const auto size = get<std::int32_t>();
  if (size < 0) throw TProtocolException(TProtocolException::NEGATIVE_SIZE);
  const auto count = static_cast<std::uint32_t>(size);
  // Every element takes a byte at least: an empty struct is its stop.
  if (count > rest_.size()) truncated();
  if (count > items_left_) throw TProtocolException(TProtocolException::SIZE_LIMIT);
  items_left_ -= count;
  return count;
}

void FrameReader::truncated() {
  throw TProtocolException(TProtocolException::INVALID_DATA, "the message ends before it is complete");
}

}  // namespace plaza::rpc
