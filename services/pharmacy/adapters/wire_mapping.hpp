#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "services/pharmacy/app/freshness.hpp"
#include "services/pharmacy/app/search.hpp"
#include "services/pharmacy/app/snapshot.hpp"

#include "PharmacyService.h"

// Between what travels (thrift/pharmacy.thrift) and what the rules work on.
namespace plaza::pharmacy {

// Errors: invalid_argument for a value that the contract does not name.
Result<SearchParameters> from_wire(const wire::SearchRequest& request);

// What all pharmacies of one answer share.
struct AnswerView {
  const Snapshot& snapshot;
  SystemTime now;      // for openNow
  bool stale = false;  // the feed
};

wire::Pharmacy to_wire(const Pharmacy& pharmacy, const AnswerView& view);
wire::Feed to_wire(const FeedStatus& feed, bool stale, SystemTime now);

}  // namespace plaza::pharmacy
