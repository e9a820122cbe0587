#include "services/pharmacy/app/parse_feed.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {
namespace {

const std::string header =
    "醫事機構代碼,醫事機構名稱,醫事機構地址,醫事機構電話,成人口罩剩餘數,兒童口罩剩餘數,來源資料時間\n";
const std::string first_row = "0145080011,豐濱分院,花蓮縣豐濱鄉光豐路４１號,(03)8358141,404,189,2020/02/10 16:29:10\n";
const std::string second_row = "592202A054,大山藥局,金門縣金湖鎮２－２號,(082)333290,2,0,2020/02/10 16:29:10\n";

std::string row(std::string_view id, std::string_view adult, std::string_view child = "0",
                std::string_view time = "2020/02/10 16:29:10") {
  return fmt::format("{},名,址,電,{},{},{}\n", id, adult, child, time);
}

ParsedFeed parsed(const std::string& text) {
  auto feed = parse_feed(text);
  EXPECT_TRUE(feed) << feed.error().message;
  return std::move(*feed);
}

std::string reason_of(const std::string& text) {
  const auto feed = parse_feed(text);
  return feed ? "none" : feed.error().reason;
}

TEST(ParseFeed, reads_every_column) {
  const auto feed = parsed(header + first_row + second_row);
  ASSERT_EQ(feed.rows.size(), 2);
  EXPECT_EQ(feed.rows[0].id.view(), "0145080011");
  EXPECT_EQ(feed.rows[0].name, "豐濱分院");
  EXPECT_EQ(feed.rows[0].address, "花蓮縣豐濱鄉光豐路４１號");
  EXPECT_EQ(feed.rows[0].phone, "(03)8358141");
  EXPECT_EQ(feed.rows[0].adult, 404);
  EXPECT_EQ(feed.rows[0].child, 189);
  EXPECT_EQ(feed.updated_at, parse_taiwan_time("2020/02/10 16:29:10"));
  EXPECT_EQ(feed.rejected_rows, 0);
}

TEST(ParseFeed, byte_order_mark_and_crlf_make_no_difference) {
  std::string text = "\xEF\xBB\xBF" + header + first_row + second_row;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
  const auto feed = parsed(text);
  ASSERT_EQ(feed.rows.size(), 2);
  EXPECT_EQ(feed.rows[1].updated_at, parse_taiwan_time("2020/02/10 16:29:10"));
}

TEST(ParseFeed, reads_a_spreadsheets_header_and_its_damaged_ids) {
  const auto feed = parsed("id,name,address,phone,adult_count,child_count,time\n" + row("145080011.0", "1") +
                           row("5990030062.0", "2") + row("592202A054", "3"));
  ASSERT_EQ(feed.rows.size(), 3);
  EXPECT_EQ(feed.rows[0].id.view(), "0145080011");
  EXPECT_EQ(feed.repaired_ids, 2);
}

TEST(ParseFeed, finds_columns_in_any_order) {
  const auto feed =
      parsed("time,child_count,adult_count,phone,address,name,id\n2020/02/10 16:29:10,7,5,電,址,名,0145080011\n");
  EXPECT_EQ(feed.rows[0].adult, 5);
  EXPECT_EQ(feed.rows[0].child, 7);
}

TEST(ParseFeed, newest_of_two_times_is_the_snapshots_and_each_row_keeps_its_own) {
  const auto feed = parsed(header + row("0145080011", "1", "1", "2020/02/14 14:16:34") +
                           row("0291010010", "1", "1", "2020/02/14 14:16:05"));
  EXPECT_EQ(feed.updated_at, parse_taiwan_time("2020/02/14 14:16:34"));
  EXPECT_EQ(feed.rows[1].updated_at, parse_taiwan_time("2020/02/14 14:16:05"));
}

TEST(ParseFeed, sorts_rows_by_id) {
  const auto feed = parsed(header + second_row + first_row);
  EXPECT_EQ(feed.rows[0].id.view(), "0145080011");
}

TEST(ParseFeed, counts_and_leaves_out_rows_that_cannot_be_read) {
  for (const auto& bad :
       {row("1.45E+08", "1"), row("14508001", "1"), row("0291010010", "many"), row("0291010010", ""),
        row("0291010010", "2147483648"), row("0291010010", "1", "1.5"), row("0291010010", "1", "1", "2020/02/10"),
        row("0291010010", "1", "1", "2020/02/30 10:00:00"), std::string("0291010010,名,址\n"),
        std::string("0291010010,名,址,電,1,1,2020/02/10 16:29:10,x\n")}) {
    const auto feed = parsed(fmt::format("{}{}{}", header, bad, second_row));
    EXPECT_EQ(feed.rows.size(), 1) << bad;
    EXPECT_EQ(feed.rejected_rows, 1) << bad;
  }
}

TEST(ParseFeed, counts_below_zero_become_zero) {
  const auto feed = parsed(header + row("0291010010", "-5", "3") + row("0291010011", "2147483647"));
  EXPECT_EQ(feed.rows[0].adult, 0);
  EXPECT_EQ(feed.rows[0].child, 3);
  EXPECT_EQ(feed.rows[1].adult, 2147483647);
  EXPECT_EQ(feed.clamped_counts, 1);
  EXPECT_EQ(feed.rejected_rows, 0);
}

TEST(ParseFeed, newest_row_of_a_repeated_id_is_kept) {
  const auto feed = parsed(header + row("0291010010", "9", "9", "2020/02/10 16:29:11") + row("0291010010", "1"));
  ASSERT_EQ(feed.rows.size(), 1);
  EXPECT_EQ(feed.rows[0].adult, 9);
  EXPECT_EQ(feed.rejected_rows, 1);
}

TEST(ParseFeed, last_row_of_a_repeated_id_is_kept_when_times_are_equal) {
  EXPECT_EQ(parsed(header + row("0291010010", "9") + row("0291010010", "1")).rows[0].adult, 1);
}

TEST(ParseFeed, rows_from_the_future_are_left_out) {
  const auto feed = parse_feed(header + row("0291010010", "1", "1", "2099/01/01 00:00:00") + first_row,
                               *parse_taiwan_time("2020/02/11 00:00:00"));
  EXPECT_EQ(feed->updated_at, parse_taiwan_time("2020/02/10 16:29:10"));
  EXPECT_EQ(feed->rejected_rows, 1);
}

TEST(ParseFeed, quoted_fields_are_tolerated) {
  const auto feed = parsed(header + "\"0145080011\",\"a,\"\"b\"\"\",址,電,\"1\",2,\"2020/02/10 16:29:10\"\n");
  EXPECT_EQ(feed.rows[0].name, "a,\"b\"");
}

TEST(ParseFeed, blank_lines_are_passed_over) {
  const auto feed = parsed("\n" + header + "\n" + first_row + "\r\n" + second_row + "\n\n");
  EXPECT_EQ(feed.rows.size(), 2);
  EXPECT_EQ(feed.rejected_rows, 0);
}

TEST(ParseFeed, refuses_an_empty_feed) {
  for (const auto& text : {std::string(), std::string("\xEF\xBB\xBF"), std::string(" \r\n\n"), header}) {
    EXPECT_EQ(reason_of(text), "FEED_EMPTY");
  }
}

TEST(ParseFeed, refuses_what_is_not_csv) {
  for (const auto* text :
       {"<!DOCTYPE html>\n<html>a,b</html>", "{\"error\": 1, \"b\": 2}", "[1,2]", "Service Unavailable\n"}) {
    EXPECT_EQ(reason_of(text), "FEED_NOT_CSV") << text;
  }
}

TEST(ParseFeed, refuses_what_is_not_utf8) {
  EXPECT_EQ(reason_of(header + "0145080011,\xA4\xA4\xA4\xE5,x,x,1,1,2020/02/10 16:29:10\n"), "FEED_NOT_UTF8");
}

TEST(ParseFeed, refuses_an_unknown_header) {
  EXPECT_EQ(reason_of("a,b,c\n1,2,3\n"), "FEED_BAD_HEADER");
  EXPECT_EQ(reason_of(first_row + second_row), "FEED_BAD_HEADER");
}

TEST(ParseFeed, refuses_a_feed_cut_anywhere_but_at_the_end_of_a_row) {
  const auto whole = header + first_row + second_row;
  const auto without_last_line_end = whole.size() - 1;
  EXPECT_EQ(reason_of(whole.substr(0, without_last_line_end)), "none");
  for (auto size = header.size() + first_row.size() + 1; size < without_last_line_end; ++size) {
    EXPECT_EQ(reason_of(whole.substr(0, size)), "FEED_TRUNCATED") << whole.substr(0, size);
  }
}

TEST(ParseFeed, refuses_a_feed_cut_inside_quotes) {
  EXPECT_EQ(reason_of(header + first_row + "592202A054,\"大山藥局,x\n"), "FEED_TRUNCATED");
}

TEST(ParseFeed, a_last_line_without_line_end_is_cut_when_its_time_does_not_come_last) {
  EXPECT_EQ(
      reason_of("time,id,name,address,phone,child_count,adult_count\n2020/02/10 16:29:10,0145080011,名,址,電,7,97"),
      "FEED_TRUNCATED");
}

}  // namespace
}  // namespace plaza::pharmacy
