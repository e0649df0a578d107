// Which font has a letter: DejaVu Sans, or another of the machine's where that lacks it.
#pragma once
#include <cairo/cairo.h>

#include <string>
#include <string_view>
#include <vector>

namespace keratin::plot {

/// Letters that one font draws.
struct FontRun {
  cairo_font_face_t* face;  // lives as long as the program
  std::string letters;      // UTF-8
};

/// The text cut where the font changes. Bytes that are no UTF-8 become U+FFFD. Letters that no font
/// has are drawn as DejaVu Sans's box, with one warning on stderr a letter.
std::vector<FontRun> font_runs(std::string_view words);

}  // namespace keratin::plot
