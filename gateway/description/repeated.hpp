#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "gateway/description/type.hpp"

// Lists of messages, so that types of protobuf can be described like any other.
namespace plaza::gateway {

template <class T>
struct ListOf<google::protobuf::RepeatedPtrField<T>> {
  using Item = T;
  static constexpr bool is_list = true;
};

}  // namespace plaza::gateway
