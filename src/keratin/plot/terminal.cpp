// The four ways of drawing in a terminal.
#include "keratin/plot/terminal_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace keratin::plot {
namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0u);
    }
    for (size_t j = 0; j < 4; ++j) {
      out += j <= count ? letters[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

/// Index of the nearest colour of the sixel palette.
int palette_index(const uint8_t* rgba) {
  const auto level = [](int value, int levels) { return (value * (levels - 1) + 127) / 255; };
  return (level(rgba[0], 6) * 7 + level(rgba[1], 7)) * 6 + level(rgba[2], 6);
}

void append_run(std::string& out, char letter, int length) {
  if (length > 3) {
    out += fmt::format("!{}{}", length, letter);
  } else {
    out.append(static_cast<size_t>(length), letter);
  }
}

/// Mean colour of the rectangle of pixels.
std::array<int, 3> mean_color(const Pixels& pixels, int x0, int x1, int y0, int y1) {
  std::array<int64_t, 3> sum{};
  x1 = std::max(x1, x0 + 1);
  y1 = std::max(y1, y0 + 1);
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const uint8_t* rgba = pixels.rgba.data() + (int64_t{y} * pixels.width + x) * 4;
      for (size_t i = 0; i < 3; ++i) sum[i] += rgba[i];
    }
  }
  const int64_t count = int64_t{x1 - x0} * (y1 - y0);
  return {static_cast<int>(sum[0] / count), static_cast<int>(sum[1] / count),
          static_cast<int>(sum[2] / count)};
}

}  // namespace

Protocol protocol_of(std::string_view term, std::string_view term_program, bool has_kitty_window,
                     bool answers_sixel) {
  const auto has = [](std::string_view name, std::string_view part) {
    return name.find(part) != std::string_view::npos;
  };
  if (has_kitty_window || has(term, "kitty") || has(term, "ghostty")) return Protocol::kitty;
  if (has(term_program, "iTerm") || has(term_program, "WezTerm")) return Protocol::iterm2;
  return answers_sixel ? Protocol::sixel : Protocol::blocks;
}

std::string kitty_text(std::string_view png) {
  const std::string letters = base64(png);
  constexpr size_t piece = 4096;
  std::string out;
  for (size_t i = 0; i < letters.size(); i += piece) {
    const bool is_last = i + piece >= letters.size();
    out += fmt::format("\033_G{}m={};{}\033\\", i == 0 ? "a=T,f=100," : "", is_last ? 0 : 1,
                       std::string_view(letters).substr(i, piece));
  }
  return out + "\n";
}

std::string iterm2_text(std::string_view png) {
  return fmt::format("\033]1337;File=inline=1;size={};preserveAspectRatio=1:{}\a\n", png.size(),
                     base64(png));
}

std::string sixel_text(const Pixels& pixels) {
  std::string out = fmt::format("\033Pq\"1;1;{};{}", pixels.width, pixels.height);
  for (int i = 0; i < 252; ++i) {  // levels in percent
    out += fmt::format("#{};2;{};{};{}", i, i / 42 * 20, i / 6 % 7 * 100 / 6, i % 6 * 20);
  }
  for (int top = 0; top < pixels.height; top += 6) {
    const int rows = std::min(6, pixels.height - top);
    // bits[color * width + x]: which of the six rows of this band have that colour
    std::vector<uint8_t> bits(static_cast<size_t>(252 * pixels.width));
    std::array<bool, 252> is_used{};
    for (int x = 0; x < pixels.width; ++x) {
      for (int row = 0; row < rows; ++row) {
        const int64_t at = (int64_t{top + row} * pixels.width + x) * 4;
        const int color = palette_index(pixels.rgba.data() + at);
        is_used[static_cast<size_t>(color)] = true;
        bits[static_cast<size_t>(color * pixels.width + x)] |= static_cast<uint8_t>(1 << row);
      }
    }
    for (int color = 0; color < 252; ++color) {
      if (!is_used[static_cast<size_t>(color)]) continue;
      out += fmt::format("#{}", color);
      for (int x = 0, begin = 0; x < pixels.width; begin = x) {
        const uint8_t* row = bits.data() + int64_t{color} * pixels.width;
        while (x < pixels.width && row[x] == row[begin]) ++x;
        append_run(out, static_cast<char>('?' + row[begin]), x - begin);
      }
      out += '$';
    }
    out += '-';
  }
  return out + "\033\\\n";
}

std::string blocks_text(const Pixels& pixels, int columns) {
  columns = std::clamp(columns, 1, std::max(1, pixels.width));
  const int rows = std::max(1, columns * pixels.height / pixels.width / 2);
  std::string out;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const int x0 = column * pixels.width / columns, x1 = (column + 1) * pixels.width / columns;
      std::array<int, 3> halves[2];
      for (int half = 0; half < 2; ++half) {
        const int at = 2 * row + half;
        halves[half] = mean_color(pixels, x0, x1, at * pixels.height / (2 * rows),
                                  (at + 1) * pixels.height / (2 * rows));
      }
      out += fmt::format("\033[38;2;{};{};{}m\033[48;2;{};{};{}m▀", halves[0][0], halves[0][1],
                         halves[0][2], halves[1][0], halves[1][1], halves[1][2]);
    }
    out += "\033[0m\n";
  }
  return out;
}

}  // namespace keratin::plot
