#include "gateway/api/pharmacy_page.hpp"

#include <bit>
#include <cstring>

#include <xxhash.h>

#include "gateway/api/pharmacy_types.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

namespace wire = pharmacy::wire;
using apache::thrift::protocol::T_DOUBLE;
using apache::thrift::protocol::T_LIST;
using apache::thrift::protocol::T_STOP;
using apache::thrift::protocol::T_STRING;
using apache::thrift::protocol::TType;

// What a page of twenty needs, and mostly a page of any size: growing costs a copy.
constexpr std::size_t page_bytes_expected = std::size_t{8} * 1024;

// Fields of thrift/pharmacy.thrift.
constexpr std::int16_t page_pharmacies = 1;
constexpr std::int16_t page_next_cursor = 2;
// A pharmacy begins with its id, as text of ten bytes.
constexpr std::string_view id_field("\x0b\x00\x01\x00\x00\x00\x0a", 7);
constexpr std::size_t id_bytes = 10;
// It may end with its distance.
constexpr std::string_view distance_field("\x04\x00\x08", 3);
constexpr std::size_t distance_bytes = distance_field.size() + sizeof(double);

constexpr std::string_view distance_name = "distance";
constexpr std::string_view distance_key = ",\"distance\":";

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()),
          bytes.size()};  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

// Nothing for a pharmacy that begins otherwise.
std::string_view id_of(std::string_view bytes) {
  return bytes.starts_with(id_field) ? bytes.substr(id_field.size(), id_bytes) : std::string_view();
}

double read_double(std::string_view bytes) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof(bits));
  return std::bit_cast<double>(rpc::network_order(bits));
}

// Where the distance stands elsewhere, the whole cannot be known again.
bool ends_with_distance(std::string_view pharmacy, double metres) {
  if (pharmacy.size() < distance_bytes) return false;
  const auto end = pharmacy.substr(pharmacy.size() - distance_bytes);
  return end.starts_with(distance_field) && read_double(end.substr(distance_field.size())) == metres;
}

// The call whose answer is written as JSON while it is read.
class PageCall final : public rpc::ThriftCall {
 public:
  PageCall(RequestContext caller, wire::SearchRequest request, PharmacyFragments& fragments)
      : ThriftCall(pharmacy::Search::method, std::move(caller)), request_(std::move(request)), fragments_(fragments) {}

  void write_request(rpc::FrameWriter& writer) const override { request_.write(&writer); }
  void read_reply(rpc::FrameReader& reader) override;
  std::string take() { return std::move(json_); }

 private:
  wire::SearchRequest request_;
  PharmacyFragments& fragments_;
  std::string json_;
};

void copy_list(rpc::FrameReader& reader, PharmacyFragments& fragments, JsonWriter& out) {
  TType type{};
  std::uint32_t count = 0;
  reader.readListBegin(type, count);
  for (; count > 0; --count) fragments.copy(reader, out);
}

void PageCall::read_reply(rpc::FrameReader& reader) {
  JsonWriter out(page_bytes_expected);
  out.begin_object();
  out.key("items");
  out.begin_array();
  std::optional<std::string> next_cursor;
  std::string name;
  for (;;) {
    TType type{};
    std::int16_t id = 0;
    reader.readFieldBegin(name, type, id);
    if (type == T_STOP) break;
    if (id == page_pharmacies && type == T_LIST) {
      copy_list(reader, fragments_, out);
    } else if (id == page_next_cursor && type == T_STRING) {
      reader.readString(next_cursor.emplace());
    } else {
      reader.skip(type);
    }
  }
  out.end_array();
  out.key("nextCursor");
  next_cursor ? out.string(*next_cursor) : out.null();
  out.end_object();
  json_ = out.take();
}

}  // namespace

void PharmacyFragments::copy(rpc::FrameReader& in, JsonWriter& out) {
  if (copy_known(in, out)) return;
  const auto before = text_of(in.rest());
  wire::Pharmacy pharmacy;
  pharmacy.read(&in);
  write_json(out, pharmacy);
  auto bytes = before.substr(0, before.size() - in.rest().size() - 1);
  if (pharmacy.__isset.distanceMetres) {
    if (!ends_with_distance(bytes, pharmacy.distanceMetres)) return;
    bytes.remove_suffix(distance_bytes);
  }
  learn(bytes, std::move(pharmacy));
}

bool PharmacyFragments::copy_known(rpc::FrameReader& in, JsonWriter& out) const {
  auto rest = text_of(in.rest());
  const auto known = fragments_.find(id_of(rest));
  if (known == fragments_.end()) return false;
  const auto& fragment = known->second;
  const std::string_view text(texts_.data() + fragment.json_at, fragment.json_bytes);
  if (rest.size() <= fragment.wire_bytes) return false;
  const auto hash = XXH3_128bits_withSeed(rest.data(), fragment.wire_bytes, seed_);
  if (hash.low64 != fragment.hash_low || hash.high64 != fragment.hash_high) return false;
  rest.remove_prefix(fragment.wire_bytes);
  if (rest.front() == '\0') {
    out.raw(text);
    in.pass(fragment.wire_bytes + 1);
    return true;
  }
  if (rest.size() <= distance_bytes || !rest.starts_with(distance_field) || rest[distance_bytes] != '\0') return false;
  out.raw(text.substr(0, fragment.split));
  out.append(distance_key);
  out.number(tenths_of(read_double(rest.substr(distance_field.size()))));
  out.append(text.substr(fragment.split));
  in.pass(fragment.wire_bytes + distance_bytes + 1);
  return true;
}

void PharmacyFragments::learn(std::string_view wire, wire::Pharmacy pharmacy) {
  const auto id = id_of(wire);
  if (id.empty()) return;
  pharmacy.__isset.distanceMetres = false;
  const auto hash = XXH3_128bits_withSeed(wire.data(), wire.size(), seed_);
  Fragment fragment{.hash_low = hash.low64, .hash_high = hash.high64};
  fragment.wire_bytes = static_cast<std::uint32_t>(wire.size());
  JsonWriter json(wire.size() * 2);
  json.begin_object();
  for_each_field<wire::Pharmacy>([&](const auto& field) {
    if (field.name() == distance_name) fragment.split = static_cast<std::uint32_t>(json.view().size());
    write_field(json, field, pharmacy);
  });
  json.end_object();
  const auto text = json.view();
  if (text.size() > fragment_bytes_max) return;
  if (fragments_.size() == fragments_max || texts_.size() + text.size() > text_bytes_max) forget_all();
  fragment.json_at = static_cast<std::uint32_t>(texts_.size());
  fragment.json_bytes = static_cast<std::uint32_t>(text.size());
  texts_ += text;
  fragments_.insert_or_assign(std::string(id), fragment);
}

void PharmacyFragments::forget_all() {
  fragments_.clear();
  texts_.clear();
}

PharmacyPages::PharmacyPages(std::size_t slots) {
  for (std::size_t i = 0; i < slots; ++i) fragments_.push_back(std::make_unique<PharmacyFragments>());
}

asio::awaitable<Result<FinishedJson>> PharmacyPages::search(rpc::Channel& channel, const Worker& worker,
                                                            RequestContext caller, wire::SearchRequest request) const {
  PageCall call(std::move(caller), std::move(request), *fragments_.at(worker.index()));
  auto sent = co_await channel.send(call);
  if (!sent) co_return std::unexpected(std::move(sent.error()));
  co_return FinishedJson{call.take()};
}

}  // namespace plaza::gateway
