#include "platform/redis/reply_reader.hpp"

#include <fmt/format.h>
#include <hiredis/read.h>

namespace plaza::redis {
namespace {

// Memory that hiredis keeps between replies.
constexpr std::size_t kept_bytes = 256UL * 1024;

// Where hiredis has the reply put: the root, or its place in the list around it, which has its final size.
Reply* place_of(const redisReadTask* task) {
  if (task->parent == nullptr) return static_cast<Reply*>(task->privdata);
  auto* list = static_cast<Reply*>(task->parent->obj)->mutable_list();
  return &(*list)[static_cast<std::size_t>(task->idx)];
}

void* put(const redisReadTask* task, Reply reply) {
  auto* place = place_of(task);
  *place = std::move(reply);
  return place;
}

void* create_text(const redisReadTask* task, char* bytes, std::size_t length) {
  std::string text(bytes, length);
  if (task->type == REDIS_REPLY_ERROR) return put(task, Reply(Reply::Refusal{std::move(text)}));
  return put(task, Reply(std::move(text)));
}

void* create_list(const redisReadTask* task, int elements) {
  // hiredis calls this out of memory and reads no further.
  if (elements < 0 || elements > ReplyReader::elements_max) return nullptr;
  return put(task, Reply(Reply::List(static_cast<std::size_t>(elements))));
}

void* create_number(const redisReadTask* task, long long number) {
  return put(task, Reply(static_cast<std::int64_t>(number)));
}

void* create_nil(const redisReadTask* task) {
  return put(task, Reply());
}

// All of them belong to the root.
void free_nothing(void* /*reply*/) {}

redisReplyObjectFunctions& functions() {
  // hiredis takes a pointer to non-const and changes nothing.
  static redisReplyObjectFunctions all{.createString = create_text,
                                       .createArray = create_list,
                                       .createInteger = create_number,
                                       .createNil = create_nil,
                                       .freeObject = free_nothing};
  return all;
}

std::unexpected<Error> unreadable(const redisReader& reader) {
  return fail(Code::unavailable, fmt::format("Redis sent what cannot be read: {}", reader.errstr));
}

}  // namespace

void ReplyReader::Free::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

ReplyReader::ReplyReader(std::uint64_t reply_bytes_max)
    : reply_bytes_max_(reply_bytes_max), reader_(redisReaderCreateWithFunctions(&functions())) {
  if (!reader_) throw std::bad_alloc();
  reader_->maxbuf = kept_bytes;
  reader_->privdata = &root_;
}

ReplyReader::~ReplyReader() = default;

Result<void> ReplyReader::feed(std::span<const std::uint8_t> bytes) {
  if (reader_->len - reader_->pos + bytes.size() > reply_bytes_max_) {
    return fail(Code::unavailable, fmt::format("a reply of Redis is longer than {} bytes", reply_bytes_max_));
  }
  // hiredis reads chars.
  const auto* chars = reinterpret_cast<const char*>(bytes.data());
  if (redisReaderFeed(reader_.get(), chars, bytes.size()) != REDIS_OK) return unreadable(*reader_);
  return {};
}

Result<std::optional<Reply>> ReplyReader::next() {
  void* finished = nullptr;
  if (redisReaderGetReply(reader_.get(), &finished) != REDIS_OK) return unreadable(*reader_);
  if (finished == nullptr) return std::nullopt;
  return std::exchange(root_, Reply());
}

}  // namespace plaza::redis
