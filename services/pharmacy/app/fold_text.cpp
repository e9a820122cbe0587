#include "services/pharmacy/app/fold_text.hpp"

#include <cstdint>

namespace plaza::pharmacy {
namespace {

bool is_dash(std::uint32_t character) {
  // HYPHEN … HORIZONTAL BAR, MINUS SIGN, BOX DRAWINGS (typed for a dash in addresses), SMALL EM DASH, SMALL
  // HYPHEN-MINUS.
  return (character >= 0x2010 && character <= 0x2015) || character == 0x2212 || character == 0x2500 ||
         character == 0x2501 || character == 0xFE58 || character == 0xFE63;
}

bool is_blank(std::uint32_t character) {
  // NO-BREAK SPACE, EN QUAD … HAIR SPACE and ZERO WIDTH SPACE, NARROW NO-BREAK SPACE, IDEOGRAPHIC SPACE, BYTE ORDER
  // MARK.
  return character == 0x00A0 || (character >= 0x2000 && character <= 0x200B) || character == 0x202F ||
         character == 0x3000 || character == 0xFEFF;
}

void append_ascii(std::string& out, char c) {
  if (c == ' ' || (c >= '\t' && c <= '\r')) return;
  out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
}

std::uint32_t bits(char byte, std::uint32_t mask) {
  return static_cast<unsigned char>(byte) & mask;
}

// All that is folded is either ASCII, NO-BREAK SPACE, or takes three bytes.
void append_three_bytes(std::string& out, std::string_view bytes) {
  const auto character = bits(bytes[0], 0x0F) << 12 | bits(bytes[1], 0x3F) << 6 | bits(bytes[2], 0x3F);
  if (character >= 0xFF01 && character <= 0xFF5E) return append_ascii(out, static_cast<char>(character - 0xFF01 + '!'));
  if (character == 0x53F0) {
    out += "臺";
  } else if (is_dash(character)) {
    out.push_back('-');
  } else if (!is_blank(character)) {
    out += bytes;
  }
}

}  // namespace

void append_folded(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      append_ascii(out, text[i]);
      ++i;
    } else if (lead >= 0xE0 && lead < 0xF0 && text.size() - i >= 3) {
      append_three_bytes(out, text.substr(i, 3));
      i += 3;
    } else if (text.substr(i).starts_with("\u00A0")) {
      i += 2;
    } else {
      out.push_back(text[i]);
      ++i;
    }
  }
}

std::string fold_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_folded(out, text);
  return out;
}

}  // namespace plaza::pharmacy
