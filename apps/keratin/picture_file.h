// Pictures in files. libpng stays behind this.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace keratin::command {

/// Rows of pixels from the top, red, green and blue from 0 to 255; what is transparent is white.
struct Picture {
  int64_t width = 0;
  int64_t height = 0;
  std::vector<uint8_t> rgb;
};

/// Whether the file begins as a PNG does, whatever its name.
bool is_png(const std::string& path);
/// Throws FileError, naming the file, for what is no whole PNG, and for more than 64 million
/// pixels, before memory is taken for them.
Picture read_png(const std::string& path);

}  // namespace keratin::command
