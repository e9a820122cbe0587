#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/thrift_writer.hpp"
#include "services/pharmacy/adapters/wire_mapping.hpp"
#include "services/pharmacy/app/search.hpp"

namespace plaza::pharmacy {

// The Thrift form of the pharmacies of a snapshot: made when one is first asked for, and kept until there is another
// snapshot, so that most of a page is copied. What changes without a new snapshot (whether it is open, whether the feed
// is stale) is set in the copy; the distance follows behind. Lives on one worker.
class FinishedPharmacies {
 public:
  FinishedPharmacies() : writer_(bytes_) {}
  FinishedPharmacies(const FinishedPharmacies&) = delete;
  FinishedPharmacies& operator=(const FinishedPharmacies&) = delete;

  // Those that are written from now on are of this snapshot.
  void belong_to(const std::shared_ptr<const Snapshot>& snapshot);
  // A whole wire::Pharmacy.
  void write(rpc::FrameWriter& out, const Hit& hit, SystemTime now, bool stale);

 private:
  // Places are counted from `begin`; 0: the pharmacy has no such field.
  struct Finished {
    std::size_t begin = 0;
    std::uint32_t size = 0;  // 0: not made yet
    std::uint32_t open_now_at = 0;
    std::uint32_t stale_at = 0;
    std::optional<OpenPeriods> open_periods{};
  };

  Finished make(const Pharmacy& pharmacy);

  std::shared_ptr<const Snapshot> snapshot_;
  std::vector<Finished> finished_;  // by the pharmacy's place in the snapshot
  rpc::ByteBuffer bytes_;
  rpc::FrameWriter writer_;
};

// A page as it leaves: what wire::SearchReply would be. Written on the worker, and before the snapshot may change.
struct FinishedPage {
  std::shared_ptr<const Snapshot> snapshot;
  Page page;
  SystemTime now;
  bool stale = false;
  FinishedPharmacies* finished = nullptr;

  void write(rpc::FrameWriter* out) const;
};

}  // namespace plaza::pharmacy
