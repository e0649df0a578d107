// Pictures as text for terminals: one function a protocol, each from pixels or a PNG to the bytes
// that the terminal wants.
#pragma once
#include <string>
#include <string_view>

#include "keratin/plot/canvas_internal.h"

namespace keratin::plot {

enum class Protocol { kitty, iterm2, sixel, blocks };

/// What a terminal with this environment can draw; `answers_sixel` is what it said when asked.
Protocol protocol_of(std::string_view term, std::string_view term_program, bool has_kitty_window,
                     bool answers_sixel);

/// Kitty's graphics protocol: base64 in pieces of 4,096 letters.
std::string kitty_text(std::string_view png);
/// iTerm2's inline images.
std::string iterm2_text(std::string_view png);
/// DEC's sixels, in 252 colours (six reds, seven greens, six blues).
std::string sixel_text(const Pixels& pixels);
/// Two pixels a letter: the upper half block in 24-bit colours; `columns` letters wide.
std::string blocks_text(const Pixels& pixels, int columns);

}  // namespace keratin::plot
