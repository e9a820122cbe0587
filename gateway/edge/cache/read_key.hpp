#pragma once

#include <string>

#include "platform/http/message.hpp"

namespace plaza::gateway {

// Parameters that a query may have to be told apart by a key.
inline constexpr std::size_t key_parameters_max = 16;
inline constexpr std::size_t key_bytes_max = 1'024;

// Writes into `key` what the answer to a read depends on: the path, and the query with its parameters in the order of
// their names, so that the order in which a client wrote them makes no difference. False for requests that are no
// reads of a route, and for queries beyond the limits above: they are answered each by itself.
//
// Not part of it is who asks. It is for answers alone that are the same for everybody.
bool write_read_key(const http::Request& request, std::string& key);

}  // namespace plaza::gateway
