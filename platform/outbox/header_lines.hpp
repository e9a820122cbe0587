#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/kafka/record.hpp"

namespace plaza::outbox {

// Headers as the outbox's table keeps them, one line each ("ce_type: plaza.events.v1.OrderCreated"), so that they are
// easy to read for people. What a line cannot hold is percent-encoded.
std::string to_lines(const std::vector<kafka::Header>& headers);
std::vector<kafka::Header> from_lines(std::string_view lines);

}  // namespace plaza::outbox
