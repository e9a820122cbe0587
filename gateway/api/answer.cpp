#include "gateway/api/answer.hpp"

namespace plaza::gateway {

Error for_clients(Error error) {
  switch (error.code) {
    case Code::resource_exhausted:
      if (error.reason != "RATE_LIMITED") error.code = Code::unavailable;
      return error;
    case Code::cancelled:
      // Nobody but a service that stops cancels a call of ours.
      error.code = Code::unavailable;
      return error;
    case Code::ok:
    case Code::unknown:
    case Code::unimplemented:
    case Code::internal:
    case Code::data_loss:
      return {.code = Code::internal, .message = "a service that the answer needs failed"};
    default:
      return error;
  }
}

}  // namespace plaza::gateway
