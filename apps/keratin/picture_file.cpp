#include "apps/keratin/picture_file.h"

#include <png.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::command {
namespace {

constexpr int64_t kMostPixels = 64'000'000;
constexpr size_t kMostBytes = size_t{256} << 20;

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

/// Also of a pipe, which has no size and is read once.
std::string bytes_of(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  std::string bytes;
  char buffer[65536];
  while (file && bytes.size() <= kMostBytes) {
    const size_t count = std::fread(buffer, 1, sizeof buffer, file.get());
    if (count == 0) break;
    bytes.append(buffer, count);
  }
  if (!file || std::ferror(file.get())) {
    throw_file_error(text(path, ": cannot be read: ", std::strerror(errno)));
  }
  if (bytes.size() > kMostBytes) {
    throw_file_error(text(path, ": expected a picture of at most ", kMostBytes, " bytes"));
  }
  return bytes;
}

}  // namespace

void check_size(const std::string& path, int64_t width, int64_t height) {
  if (width * height <= kMostPixels) return;
  throw_file_error(
      text(path, ": expected at most ", kMostPixels, " pixels, received ", width, " x ", height));
}

Picture read_png(const std::string& path, std::string_view bytes) {
  Png png;
  if (!png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size())) {
    throw_broken(path, png);
  }
  Picture picture{.width = png.image.width, .height = png.image.height, .rgb = {}};
  check_size(path, picture.width, picture.height);
  png.image.format = PNG_FORMAT_RGB;
  // 16 bits a number are as bright as 8 bits are, unless the file says otherwise.
  png.image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  picture.rgb.resize(PNG_IMAGE_SIZE(png.image));
  const png_color white = {255, 255, 255};
  if (!png_image_finish_read(&png.image, &white, picture.rgb.data(), 0, nullptr)) {
    throw_broken(path, png);
  }
  return picture;
}

Picture read_picture(const std::string& path) {
  const std::string bytes = bytes_of(path);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return read_png(path, bytes);
  if (bytes.starts_with("\xff\xd8\xff")) return read_jpeg(path, bytes);
  throw_file_error(text(path, ": is neither a PNG nor a JPEG"), {},
                   "convert the picture to PNG; arrays end in .npy or .npz");
}

}  // namespace keratin::command
