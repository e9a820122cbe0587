#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plaza::pharmacy {

// Reads a CSV text record by record (RFC 4180: quoted fields may hold commas, line ends and doubled quotes; lines end
// with LF or CRLF). Quotes are undone in the text itself, so that every field is a view into it: the text must outlive
// the fields and is not the same afterwards.
class CsvReader {
 public:
  // More fields than this in one record are not kept; the record still counts them.
  static constexpr std::size_t fields_max = 64;

  explicit CsvReader(std::string& text, std::size_t from = 0) : text_(&text), position_(from) {}

  // The next record; false at the end of the text. Its fields are valid until the next call, what they point to for as
  // long as the text. An empty line is a record of one empty field.
  bool next();

  [[nodiscard]] std::span<const std::string_view> fields() const { return fields_; }
  [[nodiscard]] std::size_t field_count() const { return field_count_; }
  // The record was ended by a line end, not by the end of the text.
  [[nodiscard]] bool ended_by_line_end() const { return ended_by_line_end_; }
  // A quote was opened and not closed before the end of the text.
  [[nodiscard]] bool quote_left_open() const { return quote_left_open_; }
  // Where the next record begins.
  [[nodiscard]] std::size_t position() const { return position_; }

 private:
  void read_plain_line(std::size_t end);
  void read_quoted_record();
  std::string_view read_quoted_field();
  std::string_view read_plain_field();
  void add(std::string_view field);

  std::string* text_;
  std::size_t position_;
  std::vector<std::string_view> fields_;
  std::size_t field_count_ = 0;
  bool ended_by_line_end_ = false;
  bool quote_left_open_ = false;
};

// Appends a field, in quotes where it needs them.
void append_csv_field(std::string& out, std::string_view field);

}  // namespace plaza::pharmacy
