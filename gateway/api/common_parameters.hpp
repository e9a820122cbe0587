#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "gateway/api/idempotency.hpp"
#include "gateway/api/versions.hpp"
#include "gateway/description/parameter_types.hpp"
#include "gateway/description/parameters.hpp"

// What routes of several services take alike, read into the messages of those services.
namespace plaza::gateway {

// Which page of a list. `after_doc` says what `after` belongs to.
template <class T>
void add_page(Parameters<T>& to, std::int32_t page_max, std::int32_t page_standard, const std::string& after_doc) {
  to.query("first", integer_parameter(1, page_max, page_standard), &T::set_page_size,
           {.doc = "How many at most.", .example = "5"})
      .query("after", cursor_parameter(), [](T& asked, std::string cursor) { asked.set_cursor(std::move(cursor)); },
             {.doc = after_doc});
}

// The key and the version that a change is for. `message_of` finds the message in what is read.
template <class T, class MessageOf>
void add_change_headers(Parameters<T>& to, MessageOf message_of) {
  to.header(
        "Idempotency-Key", idempotency_key_parameter(),
        [message_of](T& asked, std::string key) { message_of(asked).set_idempotency_key(std::move(key)); },
        idempotency_key_info())
      .header(
          "If-Match", if_match_parameter(),
          [message_of](T& asked, std::optional<std::int64_t> version) {
            if (version) message_of(asked).set_expected_version(*version);
          },
          if_match_info());
}

}  // namespace plaza::gateway
