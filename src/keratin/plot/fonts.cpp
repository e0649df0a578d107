// Fonts by fontconfig, and UTF-8.
#include "keratin/plot/fonts_internal.h"

#include <cairo/cairo-ft.h>
#include <fmt/format.h>
#include <fontconfig/fontconfig.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <set>

#include "keratin/base/output_internal.h"

namespace keratin::plot {
namespace {

constexpr char32_t replacement = 0xfffd;

/// The first letter, and how many bytes it takes.
struct Letter {
  char32_t code;
  size_t bytes;
};
Letter first_letter(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {replacement, 1};
  char32_t code = lead & (0xff >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {replacement, 1};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_letter =
      code >= least[bytes] && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return is_letter ? Letter{code, bytes} : Letter{replacement, 1};
}

/// Zero, and what only tells how its neighbours look: joiners and variation selectors.
bool is_invisible(char32_t code) {
  return code == 0 || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f);
}

/// A font of the machine's with the letters that it has.
struct Font {
  FcPattern* pattern;
  FcCharSet* letters;
  cairo_font_face_t* face = nullptr;

  bool has(char32_t code) const { return letters && FcCharSetHasChar(letters, code); }
  cairo_font_face_t* opened() {
    if (!face) face = cairo_ft_font_face_create_for_pattern(pattern);
    return face;
  }
};

/// All fonts, the nearest to DejaVu Sans first. Made once, never destroyed: canvases of any thread
/// may use its faces until the program ends.
class FontList {
 public:
  FontList() {
    FcPattern* wanted = FcPatternCreate();
    FcPatternAddString(wanted, FC_FAMILY, reinterpret_cast<const FcChar8*>("DejaVu Sans"));
    FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultNoMatch;
    FcFontSet* sorted = FcFontSort(nullptr, wanted, FcTrue, nullptr, &result);
    for (int i = 0; sorted && i < sorted->nfont; ++i) {
      FcPattern* pattern = FcFontRenderPrepare(nullptr, wanted, sorted->fonts[i]);
      FcCharSet* letters = nullptr;
      FcPatternGetCharSet(sorted->fonts[i], FC_CHARSET, 0, &letters);
      fonts_.push_back({pattern, letters ? FcCharSetCopy(letters) : nullptr});
    }
    if (sorted) FcFontSetDestroy(sorted);
    FcPatternDestroy(wanted);
  }

  cairo_font_face_t* face_with(char32_t code) {
    const std::lock_guard lock(mutex_);
    const auto known = faces_.find(code);
    if (known != faces_.end()) return known->second;
    for (Font& font : fonts_) {
      if (font.has(code)) return faces_[code] = font.opened();
    }
    warn_of(code);
    return faces_[code] = first();
  }

 private:
  static void warn_of(char32_t code) {
    if (code < 0x20) return;
    write_error_output(fmt::format(
        "keratin: no font of this machine has the letter U+{:04X}; the plot shows a box "
        "instead\n",
        static_cast<uint32_t>(code)));
  }
  cairo_font_face_t* first() {
    if (!fonts_.empty()) return fonts_.front().opened();
    if (!without_fonts_) {
      without_fonts_ = cairo_toy_font_face_create("DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                                                  CAIRO_FONT_WEIGHT_NORMAL);
    }
    return without_fonts_;
  }

  std::mutex mutex_;
  std::vector<Font> fonts_;
  std::map<char32_t, cairo_font_face_t*> faces_;  // as they were found
  cairo_font_face_t* without_fonts_ = nullptr;
};

FontList& all_fonts() {
  static auto* const fonts = new FontList;
  return *fonts;
}

}  // namespace

std::vector<FontRun> font_runs(std::string_view words) {
  std::vector<FontRun> runs;
  while (!words.empty()) {
    const Letter letter = first_letter(words);
    if (is_invisible(letter.code)) {
      words.remove_prefix(letter.bytes);
      continue;
    }
    cairo_font_face_t* face = all_fonts().face_with(letter.code);
    if (runs.empty() || runs.back().face != face) runs.push_back({face, ""});
    const bool is_broken = letter.code == replacement && letter.bytes == 1;
    runs.back().letters += is_broken ? "\xef\xbf\xbd" : words.substr(0, letter.bytes);
    words.remove_prefix(letter.bytes);
  }
  return runs;
}

}  // namespace keratin::plot
