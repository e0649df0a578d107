// Pictures in files. libpng and libjpeg stay behind this.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace keratin::command {

/// Rows of pixels from the top, red, green and blue from 0 to 255; what is transparent is white.
struct Picture {
  int64_t width = 0;
  int64_t height = 0;
  std::vector<uint8_t> rgb;
};

/// A PNG, or a JPEG as a camera held it, whatever its name. Throws FileError, naming the file, for
/// what is no whole picture, and for more than 64 million pixels, before memory is taken for them.
Picture read_picture(const std::string& path);

/// Of the bytes of such a file; `path` is for messages.
Picture read_png(const std::string& path, std::string_view bytes);
/// Throws FileError, which says what to do, where this program was built without libjpeg.
Picture read_jpeg(const std::string& path, std::string_view bytes);
void check_size(const std::string& path, int64_t width, int64_t height);

}  // namespace keratin::command
