#pragma once

#include "platform/tls/connector.hpp"

namespace plaza::rpc {

using tls::Connector;

}  // namespace plaza::rpc
