#pragma once

#include "services/shipping/adapters/store_parts.hpp"

namespace plaza::shipping {

namespace asio = boost::asio;

// By which an erased person is known again, and not found out.
std::string person_digest(std::string_view subject);

// Part of a transaction that stores persons: no erasure goes on meanwhile, and it sees all that were before.
postgres::Command before_erasures();

// Takes a person out of all their shipments, in small transactions, and remembers it, so that orders which were made
// before and are heard of later bring nothing back. Answers how many shipments there were.
asio::awaitable<Result<std::int64_t>> erase_person(const StoreParts& parts, RequestContext context,
                                                   std::string subject);

}  // namespace plaza::shipping
