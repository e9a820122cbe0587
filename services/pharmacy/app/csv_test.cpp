#include "services/pharmacy/app/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records read(std::string text) {
  Records records;
  CsvReader reader(text);
  while (reader.next()) records.emplace_back(reader.fields().begin(), reader.fields().end());
  return records;
}

TEST(CsvReader, reads_lf_and_crlf) {
  const Records expected{{"a", "b"}, {"1", "2"}};
  EXPECT_EQ(read("a,b\n1,2\n"), expected);
  EXPECT_EQ(read("a,b\r\n1,2\r\n"), expected);
  EXPECT_EQ(read("a,b\n1,2"), expected);
}

TEST(CsvReader, keeps_empty_fields_and_lines) {
  EXPECT_EQ(read(",a,\n\nb"), (Records{{"", "a", ""}, {""}, {"b"}}));
  EXPECT_EQ(read(""), Records{});
}

TEST(CsvReader, undoes_quotes) {
  EXPECT_EQ(read("\"a,b\",\"say \"\"hi\"\"\"\r\n1,2\r\n"), (Records{{"a,b", "say \"hi\""}, {"1", "2"}}));
  EXPECT_EQ(read("\"two\nlines\",x\ny"), (Records{{"two\nlines", "x"}, {"y"}}));
  EXPECT_EQ(read("\"\",\"\""), (Records{{"", ""}}));
}

TEST(CsvReader, keeps_what_follows_a_closing_quote) {
  EXPECT_EQ(read("\"a\"b,c\n"), (Records{{"ab", "c"}}));
}

TEST(CsvReader, keeps_a_quote_inside_a_plain_field) {
  EXPECT_EQ(read("5\" pipe,c\r\nd"), (Records{{"5\" pipe", "c"}, {"d"}}));
}

TEST(CsvReader, tells_a_line_cut_short) {
  std::string text = "a\nb";
  CsvReader reader(text);
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.ended_by_line_end());
  ASSERT_TRUE(reader.next());
  EXPECT_FALSE(reader.ended_by_line_end());
  EXPECT_FALSE(reader.next());
}

TEST(CsvReader, tells_a_quote_left_open) {
  std::string text = "a,\"b\nc,d\n";
  CsvReader reader(text);
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.quote_left_open());
  EXPECT_FALSE(reader.ended_by_line_end());
}

TEST(CsvReader, counts_more_fields_than_it_keeps) {
  std::string text(100, ',');
  CsvReader reader(text);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field_count(), 101);
  EXPECT_EQ(reader.fields().size(), CsvReader::fields_max);
}

TEST(AppendCsvField, what_it_writes_reads_back) {
  const std::vector<std::string> fields{"plain", "a,b", "say \"hi\"", "two\r\nlines", ""};
  std::string text;
  for (const auto& field : fields) {
    if (!text.empty()) text.push_back(',');
    append_csv_field(text, field);
  }
  EXPECT_EQ(read(text + "\n"), Records{fields});
}

}  // namespace
}  // namespace plaza::pharmacy
