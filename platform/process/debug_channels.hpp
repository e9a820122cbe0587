#pragma once

#include "platform/process/debug_page.hpp"
#include "platform/rpc/channel_view.hpp"

namespace plaza {

// The services that a process calls, and their endpoints, as each worker sees them. `board` outlives the page's use.
void add_channels(DebugPage& page, const rpc::ChannelBoard& board);

}  // namespace plaza
