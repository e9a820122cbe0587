#pragma once

#include "platform/core/byte_buffer.hpp"

namespace plaza::rpc {

using plaza::ByteBuffer;

}  // namespace plaza::rpc
