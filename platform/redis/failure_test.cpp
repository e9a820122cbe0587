#include "platform/redis/failure.hpp"

#include <gtest/gtest.h>

namespace plaza::redis {
namespace {

TEST(RedisFailure, each_error_has_a_name_and_a_code) {
  struct Case {
    std::string_view said;
    Code code;
    std::string_view reason;
  };
  for (const auto& [said, code, reason] : {
           Case{"OOM command not allowed when used memory > 'maxmemory'.", Code::unavailable, "REDIS_OOM"},
           Case{"READONLY You can't write against a read only replica.", Code::unavailable, "REDIS_READONLY"},
           Case{"LOADING Redis is loading the dataset in memory", Code::unavailable, "REDIS_LOADING"},
           Case{"MASTERDOWN Link with MASTER is down", Code::unavailable, "REDIS_MASTERDOWN"},
           Case{"MISCONF Errors writing to the AOF file", Code::unavailable, "REDIS_MISCONF"},
           Case{"BUSY Redis is busy running a script", Code::unavailable, "REDIS_BUSY"},
           Case{"NOREPLICAS Not enough good replicas to write.", Code::unavailable, "REDIS_NOREPLICAS"},
           Case{"CLUSTERDOWN The cluster is down", Code::unavailable, "REDIS_CLUSTERDOWN"},
           Case{"MOVED 3999 127.0.0.1:6381", Code::unavailable, "REDIS_MOVED"},
           Case{"ASK 3999 127.0.0.1:6381", Code::unavailable, "REDIS_ASK"},
           Case{"TRYAGAIN Multiple keys request during rehashing of slot", Code::aborted, "REDIS_TRYAGAIN"},
           Case{"CROSSSLOT Keys in request don't hash to the same slot", Code::internal, "REDIS_CROSSSLOT"},
           Case{"NOAUTH Authentication required.", Code::unavailable, "REDIS_NOAUTH"},
           Case{"ERR max number of clients reached", Code::unavailable, "REDIS_MAXCLIENTS"},
           Case{"NOSCRIPT No matching script.", Code::internal, "REDIS_NOSCRIPT"},
           Case{"WRONGTYPE Operation against a key", Code::internal, "REDIS_WRONGTYPE"},
           Case{"ERR unknown command 'FOO'", Code::internal, "REDIS_REFUSED"},
       }) {
    const auto error = to_error(said);
    EXPECT_EQ(error.code, code) << said;
    EXPECT_EQ(error.reason, reason) << said;
    EXPECT_EQ(error.message, said);
    EXPECT_EQ(error.retry_after.has_value(), code == Code::unavailable) << said;
  }
}

TEST(RedisFailure, a_full_server_is_well_and_a_loading_one_is_not) {
  EXPECT_FALSE(speaks_of_the_server(to_error("OOM command not allowed")));
  EXPECT_FALSE(speaks_of_the_server(to_error("WRONGTYPE Operation")));
  EXPECT_TRUE(speaks_of_the_server(to_error("LOADING Redis is loading")));
}

TEST(RedisFailure, a_server_that_cannot_begin_sends_us_to_another) {
  EXPECT_TRUE(wants_another_server(to_error("READONLY You can't write")));
  EXPECT_TRUE(wants_another_server(to_error("LOADING Redis is loading")));
  EXPECT_FALSE(wants_another_server(to_error("OOM command not allowed")));
}

}  // namespace
}  // namespace plaza::redis
