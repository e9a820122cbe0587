#include "platform/postgres/failure.hpp"
#include "platform/postgres/loopback.hpp"

namespace plaza::postgres::loopback {
namespace {

struct Values : testing::Test {
  Values() : client(options_for(TestServer::shared().new_database(), 1)) {}

  // What comes back of a value that goes to the server as itself.
  template <class T, class Back = T>
  Back round_trip(const Statement& echo, const T& value) {
    rows = client.query(within(patience), echo, value);
    if (!rows) throw std::runtime_error(rows.error().message);
    return rows->front().template get<Back>(0);
  }
  Client client;
  Result<Rows> rows;  // a view lives as long as its rows
};

TEST_F(Values, come_back_as_they_were) {
  EXPECT_EQ(round_trip({"bool", "select $1 as bool"}, true), true);
  EXPECT_EQ(round_trip({"int2", "select $1 as int2"}, std::int16_t{-7}), -7);
  EXPECT_EQ(round_trip({"int4", "select $1 as int4"}, std::int32_t{-2'000'000'000}), -2'000'000'000);
  EXPECT_EQ(round_trip({"int8", "select $1 as int8"}, std::numeric_limits<std::int64_t>::min()),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(round_trip({"float8", "select $1 as float8"}, -0.1), -0.1);
  EXPECT_EQ(round_trip({"text", "select $1 as text"}, std::string("台北 'quoted'")), "台北 'quoted'");
  EXPECT_EQ(round_trip({"empty", "select $1 as empty"}, std::string()), "");
  const auto id = Uuid::version7(SystemTime{milliseconds{1'700'000'000'000}});
  EXPECT_EQ(round_trip({"uuid", "select $1 as uuid"}, id), id);
  const std::string bytes("\0\1\xff", 3);
  EXPECT_EQ(round_trip({"bytea", "select $1 as bytea"}, Bytea{bytes}).bytes, bytes);
  EXPECT_EQ(round_trip({"json", "select $1 as json"}, Json{R"({"a": 1})"}).text, R"({"a": 1})");
}

TEST_F(Values, times_keep_their_milliseconds_before_and_after_2000) {
  const Statement echo{"time", "select $1 as time"};
  for (const std::int64_t ms : {0LL, -1LL, 946'684'799'999LL, 1'700'000'000'123LL}) {
    EXPECT_EQ(round_trip(echo, SystemTime{milliseconds{ms}}), SystemTime{milliseconds{ms}});
  }
  const Statement as_text{"time_text", "select $1::text as time"};
  EXPECT_EQ((round_trip<SystemTime, std::string>(as_text, SystemTime{milliseconds{1'700'000'000'123}})),
            "2023-11-14 22:13:20.123+00");
}

TEST_F(Values, null_is_an_optional_without_a_value) {
  using Maybe = std::optional<std::int64_t>;
  const Statement echo{"maybe", "select $1 as maybe"};
  EXPECT_EQ(round_trip(echo, Maybe{}), Maybe{});
  EXPECT_EQ(round_trip(echo, Maybe{3}), Maybe{3});
  EXPECT_TRUE((round_trip<Maybe, Maybe>(echo, Maybe{}), rows->front().is_null(0)));
}

TEST_F(Values, arrays_go_both_ways_and_into_unnest) {
  const Statement numbers{"numbers", "select $1 as numbers"};
  EXPECT_EQ(round_trip(numbers, std::vector<std::int64_t>{1, 2, 3}), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(round_trip(numbers, std::vector<std::int64_t>{}), std::vector<std::int64_t>{});
  const Statement texts{"texts", "select $1 as texts"};
  EXPECT_EQ(round_trip(texts, std::vector<std::string>{"", "a,b", "{}"}), (std::vector<std::string>{"", "a,b", "{}"}));
  const Statement unnest{"unnest", "select id, name from unnest($1, $2) as row (id, name) order by id"};
  const std::vector<std::int32_t> ids{2, 1};
  const std::vector<std::optional<std::string>> names{"two", std::nullopt};
  const auto rows = client.query(within(patience), unnest, ids, names);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_TRUE((*rows)[0].is_null(1));
  EXPECT_EQ((*rows)[1].get<std::string>(1), "two");
}

TEST_F(Values, a_column_read_as_another_type_is_a_programmers_error) {
  const auto rows = client.query(within(patience), {"mixed", "select 1, null::text, 'a'::varchar"});
  ASSERT_TRUE(rows);
  const auto row = rows->front();
  EXPECT_THROW((void)row.get<std::int64_t>(0), std::logic_error);
  EXPECT_THROW((void)row.get<std::string>(1), std::logic_error);
  EXPECT_THROW((void)row.get<std::string>(3), std::logic_error);
  EXPECT_EQ(row.get<std::string>(2), "a");
}

struct Case {
  std::string sqlstate;
  Code code;
  std::string reason;
};

TEST(Failures, each_class_of_sqlstate_has_a_code_and_a_word) {
  for (const auto& [sqlstate, code, reason] : std::vector<Case>{
           {"22001", Code::invalid_argument, "DATA_EXCEPTION"},
           {"23502", Code::invalid_argument, "NOT_NULL_VIOLATION"},
           {"23503", Code::failed_precondition, "FOREIGN_KEY_VIOLATION"},
           {"23505", Code::already_exists, "UNIQUE_VIOLATION"},
           {"23514", Code::invalid_argument, "CHECK_VIOLATION"},
           {"25006", Code::unavailable, "DATABASE_READ_ONLY"},
           {"28P01", Code::unavailable, "DATABASE_REFUSES_ROLE"},
           {"40001", Code::aborted, "SERIALIZATION_FAILURE"},
           {"40P01", Code::aborted, "DEADLOCK_DETECTED"},
           {"42601", Code::internal, "STATEMENT_REFUSED"},
           {"53100", Code::resource_exhausted, "DISK_FULL"},
           {"53300", Code::resource_exhausted, "TOO_MANY_CONNECTIONS"},
           {"55P03", Code::aborted, "LOCK_NOT_AVAILABLE"},
           {"57014", Code::deadline_exceeded, "QUERY_CANCELED"},
           {"57P01", Code::unavailable, "DATABASE_SHUTTING_DOWN"},
           {"57P03", Code::unavailable, "DATABASE_SHUTTING_DOWN"},
           {"58030", Code::unavailable, "DATABASE_SYSTEM_ERROR"},
           {"08006", Code::unavailable, "CONNECTION_LOST"},
           {"XX001", Code::data_loss, "DATA_CORRUPTED"},
           {"XX000", Code::internal, "STATEMENT_REFUSED"},
       }) {
    const auto error = to_error({.sqlstate = sqlstate, .message = "said", .constraint = ""});
    EXPECT_EQ(error.code, code) << sqlstate;
    EXPECT_EQ(error.reason, reason) << sqlstate;
    EXPECT_EQ(error.message, "said");
    EXPECT_TRUE(constraint_of(error).empty());
  }
}

TEST(Failures, only_what_the_server_suffers_from_is_held_against_it) {
  EXPECT_TRUE(speaks_of_the_server(to_error({"53200", "", ""})));
  EXPECT_TRUE(speaks_of_the_server(to_error({"57P01", "", ""})));
  EXPECT_FALSE(speaks_of_the_server(to_error({"42601", "", ""})));
  EXPECT_FALSE(speaks_of_the_server(to_error({"23505", "", ""})));
  EXPECT_TRUE(speaks_of_the_rows(to_error({"23505", "", ""})));
  EXPECT_TRUE(speaks_of_the_rows(to_error({"22003", "", ""})));
  EXPECT_FALSE(speaks_of_the_rows(to_error({"40001", "", ""})));
  EXPECT_TRUE(is_transient(to_error({"40001", "", ""})));
}

}  // namespace
}  // namespace plaza::postgres::loopback
