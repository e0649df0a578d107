#include "apps/keratin/picture_file.h"

#include <png.h>

#include <cstring>
#include <fstream>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::command {
namespace {

constexpr int64_t kMostPixels = 64'000'000;

/// libpng's own record, freed in every case.
struct Png {
  png_image image{};
  Png() { image.version = PNG_IMAGE_VERSION; }
  ~Png() { png_image_free(&image); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;
};

[[noreturn]] void throw_broken(const std::string& path, const Png& png) {
  throw_file_error(text(path, ": is no PNG that can be read: ", png.image.message));
}

}  // namespace

bool is_png(const std::string& path) {
  char first[8] = {};
  std::ifstream file(path, std::ios::binary);
  file.read(first, sizeof first);
  return file.gcount() == sizeof first && std::memcmp(first, "\x89PNG\r\n\x1a\n", 8) == 0;
}

Picture read_png(const std::string& path) {
  Png png;
  if (!png_image_begin_read_from_file(&png.image, path.c_str())) throw_broken(path, png);
  Picture picture{.width = png.image.width, .height = png.image.height, .rgb = {}};
  if (picture.width * picture.height > kMostPixels) {
    throw_file_error(text(path, ": expected at most ", kMostPixels, " pixels, received ",
                          picture.width, " x ", picture.height));
  }
  png.image.format = PNG_FORMAT_RGB;
  picture.rgb.resize(PNG_IMAGE_SIZE(png.image));
  const png_color white = {255, 255, 255};
  if (!png_image_finish_read(&png.image, &white, picture.rgb.data(), 0, nullptr)) {
    throw_broken(path, png);
  }
  return picture;
}

}  // namespace keratin::command
