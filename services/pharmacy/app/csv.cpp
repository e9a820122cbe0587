#include "services/pharmacy/app/csv.hpp"

#include <algorithm>

namespace plaza::pharmacy {

bool CsvReader::next() {
  fields_.clear();
  field_count_ = 0;
  if (position_ >= text_->size()) return false;
  const auto line_end = text_->find('\n', position_);
  ended_by_line_end_ = line_end != std::string::npos;
  const auto end = ended_by_line_end_ ? line_end : text_->size();
  const auto line = std::string_view(*text_).substr(position_, end - position_);
  if (line.contains('"')) {
    read_quoted_record();
  } else {
    read_plain_line(end);
  }
  return true;
}

// The way of nearly every line: no quotes in it.
void CsvReader::read_plain_line(std::size_t end) {
  auto line = std::string_view(*text_).substr(position_, end - position_);
  position_ = ended_by_line_end_ ? end + 1 : end;
  if (ended_by_line_end_ && line.ends_with('\r')) line.remove_suffix(1);
  for (;;) {
    const auto comma = line.find(',');
    add(line.substr(0, comma));
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
}

void CsvReader::read_quoted_record() {
  for (;;) {
    const bool quoted = position_ < text_->size() && (*text_)[position_] == '"';
    add(quoted ? read_quoted_field() : read_plain_field());
    if (position_ >= text_->size()) {
      ended_by_line_end_ = false;
      return;
    }
    const char separator = (*text_)[position_++];
    if (separator == ',') continue;
    if (separator == '\r') ++position_;
    ended_by_line_end_ = true;
    return;
  }
}

// From the opening quote to what follows the closing one. What stands between the closing quote and the next separator
// is kept as it is, as spreadsheets do.
std::string_view CsvReader::read_quoted_field() {
  auto& text = *text_;
  const auto begin = ++position_;
  auto out = begin;
  for (;; ++position_) {
    if (position_ >= text.size()) {
      quote_left_open_ = true;
      return {text.data() + begin, out - begin};
    }
    if (text[position_] == '"') {
      ++position_;
      if (position_ >= text.size() || text[position_] != '"') break;
    }
    text[out++] = text[position_];
  }
  const auto rest = read_plain_field();
  std::copy(rest.begin(), rest.end(), text.begin() + static_cast<std::ptrdiff_t>(out));
  return {text.data() + begin, out - begin + rest.size()};
}

// Up to a comma or a line end, which is left to be read.
std::string_view CsvReader::read_plain_field() {
  const auto& text = *text_;
  const auto begin = position_;
  while (position_ < text.size() && text[position_] != ',' && text[position_] != '\n') ++position_;
  if (position_ < text.size() && text[position_] == '\n' && position_ > begin && text[position_ - 1] == '\r')
    --position_;
  return {text.data() + begin, position_ - begin};
}

void CsvReader::add(std::string_view field) {
  ++field_count_;
  if (fields_.size() < fields_max) fields_.push_back(field);
}

void append_csv_field(std::string& out, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out.push_back('"');
  for (const char c : field) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

}  // namespace plaza::pharmacy
