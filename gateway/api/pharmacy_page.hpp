#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <pharmacy_types.h>

#include "gateway/api/answer.hpp"
#include "gateway/description/json_writer.hpp"
#include "platform/core/context.hpp"
#include "platform/core/random.hpp"
#include "platform/core/worker.hpp"
#include "platform/rpc/channel.hpp"
#include "platform/rpc/thrift_reader.hpp"

namespace plaza::gateway {

// The JSON of pharmacies that have come before. What the service sends of one is the same bytes again and again, up to
// the distance at their end, and the same bytes have the same JSON: so a page is mostly compared and copied. What is
// new, and whatever has another form, is read field by field. Lives on one worker.
class PharmacyFragments {
 public:
  // When there are more of either, all are forgotten and begun anew. A text of a pharmacy whose figures have changed
  // stays until then.
  static constexpr std::size_t fragments_max = 16'384;
  static constexpr std::size_t fragment_bytes_max = 4 * std::size_t{1024};
  static constexpr std::size_t text_bytes_max = std::size_t{16} * 1024 * 1024;

  // Reads a wire::Pharmacy and writes it as its description says.
  void copy(rpc::FrameReader& in, JsonWriter& out);
  [[nodiscard]] std::size_t size() const { return fragments_.size(); }

 private:
  // Small, as a page takes a look at twenty that are anywhere in memory: of the bytes that were sent there is a hash,
  // and the text is where all texts are.
  struct Fragment {
    std::uint64_t hash_low = 0;
    std::uint64_t hash_high = 0;
    std::uint32_t wire_bytes = 0;  // of the struct without distance and end
    std::uint32_t json_bytes = 0;  // without the distance
    std::uint32_t split = 0;       // where in the text the distance belongs
    std::uint32_t json_at = 0;     // in texts_
  };

  bool copy_known(rpc::FrameReader& in, JsonWriter& out) const;
  void learn(std::string_view wire, pharmacy::wire::Pharmacy pharmacy);
  void forget_all();

  // So that an id is looked up where it stands.
  struct IdHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };

  boost::unordered_flat_map<std::string, Fragment, IdHash, std::equal_to<>> fragments_;  // by id
  std::string texts_;
  std::uint64_t seed_ = random_bits();
};

// Searches, and writes the answer's JSON while it is read.
class PharmacyPages {
 public:
  explicit PharmacyPages(std::size_t slots);

  // The channel must outlive the call; it runs on `worker`.
  asio::awaitable<Result<FinishedJson>> search(rpc::Channel& channel, const Worker& worker, RequestContext caller,
                                               pharmacy::wire::SearchRequest request) const;

 private:
  std::vector<std::unique_ptr<PharmacyFragments>> fragments_;  // by worker
};

}  // namespace plaza::gateway
