// JPEG by libjpeg, whose errors jump: between the two setjmp nothing has a destructor.
#include <cstddef>
#include <cstdio>
// Behind <cstdio>, which it needs and does not include.
#include <jerror.h>
#include <jpeglib.h>

#include <csetjmp>

#include "apps/keratin/orientation.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::command {
namespace {

/// Files of more passes over the picture are made to cost time.
constexpr int kMostScans = 200;

/// libjpeg's own record, freed in every case.
struct Jpeg {
  jpeg_decompress_struct image{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf failed;
  char message[JMSG_LENGTH_MAX] = "";

  Jpeg() = default;
  ~Jpeg() { jpeg_destroy_decompress(&image); }
  Jpeg(const Jpeg&) = delete;
  Jpeg& operator=(const Jpeg&) = delete;
};

[[noreturn]] void give_up(j_common_ptr image) {
  auto* jpeg = static_cast<Jpeg*>(image->client_data);
  image->err->format_message(image, jpeg->message);
  std::longjmp(jpeg->failed, 1);
}

/// A warning: that parts are missing is one for libjpeg, which makes them grey.
void heed(j_common_ptr image, int level) {
  const int code = image->err->msg_code;
  if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) give_up(image);
}

void count_scans(j_common_ptr image) {
  auto* jpeg = static_cast<Jpeg*>(image->client_data);
  if (jpeg->image.input_scan_number <= kMostScans) return;
  std::snprintf(jpeg->message, sizeof jpeg->message, "more than %d scans", kMostScans);
  std::longjmp(jpeg->failed, 1);
}

/// Width and height are there afterwards; false for no JPEG.
bool read_header(Jpeg& jpeg, std::string_view bytes) {
  jpeg.image.err = jpeg_std_error(&jpeg.errors);
  jpeg.errors.error_exit = give_up;
  jpeg.errors.emit_message = heed;
  jpeg.image.client_data = &jpeg;
  if (setjmp(jpeg.failed)) return false;
  jpeg_create_decompress(&jpeg.image);
  jpeg.progress.progress_monitor = count_scans;
  jpeg.image.progress = &jpeg.progress;
  jpeg_mem_src(&jpeg.image, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_save_markers(&jpeg.image, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&jpeg.image, TRUE);
  return true;
}

/// Fills rows of red, green and blue; false for pictures that end before their end.
bool read_pixels(Jpeg& jpeg, uint8_t* rgb) {
  if (setjmp(jpeg.failed)) return false;
  jpeg.image.out_color_space = JCS_RGB;
  jpeg_start_decompress(&jpeg.image);
  while (jpeg.image.output_scanline < jpeg.image.output_height) {
    JSAMPROW row = rgb + size_t{3} * jpeg.image.output_width * jpeg.image.output_scanline;
    jpeg_read_scanlines(&jpeg.image, &row, 1);
  }
  jpeg_finish_decompress(&jpeg.image);
  return true;
}

int orientation_in(const Jpeg& jpeg) {
  constexpr std::string_view begin("Exif\0\0", 6);
  for (jpeg_saved_marker_ptr marker = jpeg.image.marker_list; marker; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (data.starts_with(begin)) return orientation_of(data.substr(begin.size()));
  }
  return 1;
}

}  // namespace

Picture read_jpeg(const std::string& path, std::string_view bytes) {
  Jpeg jpeg;
  const auto check = [&](bool is_read) {
    if (!is_read) throw_file_error(text(path, ": is no JPEG that can be read: ", jpeg.message));
  };
  check(read_header(jpeg, bytes));
  Picture picture{jpeg.image.image_width, jpeg.image.image_height, {}};
  check_size(path, picture.width, picture.height);
  const int orientation = orientation_in(jpeg);  // gone when the pixels are read
  picture.rgb.resize(size_t{3} * jpeg.image.image_width * jpeg.image.image_height);
  check(read_pixels(jpeg, picture.rgb.data()));
  return upright(std::move(picture), orientation);
}

}  // namespace keratin::command
