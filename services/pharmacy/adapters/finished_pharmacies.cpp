#include "services/pharmacy/adapters/finished_pharmacies.hpp"

namespace plaza::pharmacy {
namespace {

using apache::thrift::protocol::T_DOUBLE;
using apache::thrift::protocol::T_LIST;
using apache::thrift::protocol::T_STRING;
using apache::thrift::protocol::T_STRUCT;

// Fields of thrift/pharmacy.thrift.
constexpr std::int16_t page_pharmacies = 1;
constexpr std::int16_t page_next_cursor = 2;
constexpr std::int16_t pharmacy_distance = 8;

}  // namespace

void FinishedPharmacies::belong_to(const std::shared_ptr<const Snapshot>& snapshot) {
  if (snapshot == snapshot_) return;
  snapshot_ = snapshot;
  finished_.assign(snapshot->pharmacies().size(), {});
  bytes_.clear();
}

void FinishedPharmacies::write(rpc::FrameWriter& out, const Hit& hit, SystemTime now, bool stale) {
  const auto index = static_cast<std::size_t>(hit.pharmacy - snapshot_->pharmacies().data());
  auto& finished = finished_[index];
  if (finished.size == 0) finished = make(*hit.pharmacy);
  auto* const copy = out.raw(bytes_.bytes().subspan(finished.begin, finished.size));
  if (finished.open_now_at != 0) copy[finished.open_now_at] = finished.open_periods->open_at(now) ? 1 : 0;
  if (finished.stale_at != 0) copy[finished.stale_at] = stale ? 1 : 0;
  if (hit.distance_metres) {
    out.writeFieldBegin("distanceMetres", T_DOUBLE, pharmacy_distance);
    out.writeDouble(*hit.distance_metres);
  }
  out.writeFieldStop();
}

// Which bytes change is seen by writing it twice: with none of the two flags set, and with those that it has.
FinishedPharmacies::Finished FinishedPharmacies::make(const Pharmacy& pharmacy) {
  auto form = to_wire(pharmacy, {.snapshot = *snapshot_, .now = {}, .stale = false});
  form.openNow = false;
  Finished made{.begin = bytes_.size()};
  form.write(&writer_);
  // Without the end of the struct: the distance goes before it.
  bytes_.truncate(bytes_.size() - 1);
  made.size = static_cast<std::uint32_t>(bytes_.size() - made.begin);

  const auto byte_that_tells = [&](const wire::Pharmacy& other) {
    rpc::ByteBuffer bytes;
    rpc::FrameWriter writer(bytes);
    other.write(&writer);
    const auto ours = bytes_.bytes().subspan(made.begin, made.size);
    return static_cast<std::uint32_t>(std::ranges::mismatch(ours, bytes.bytes()).in1 - ours.begin());
  };
  if (form.__isset.openNow) {
    auto open = form;
    open.openNow = true;
    made.open_now_at = byte_that_tells(open);
    made.open_periods = snapshot_->point_of(pharmacy)->open_periods;
  }
  if (form.__isset.mask) {
    form.mask.stale = true;
    made.stale_at = byte_that_tells(form);
  }
  return made;
}

void FinishedPage::write(rpc::FrameWriter* out) const {
  finished->belong_to(snapshot);
  out->writeFieldBegin("pharmacies", T_LIST, page_pharmacies);
  out->writeListBegin(T_STRUCT, static_cast<std::uint32_t>(page.hits.size()));
  for (const auto& hit : page.hits) finished->write(*out, hit, now, stale);
  if (page.next_cursor) {
    out->writeFieldBegin("nextCursor", T_STRING, page_next_cursor);
    out->writeString(*page.next_cursor);
  }
  out->writeFieldStop();
}

}  // namespace plaza::pharmacy
