#include "apps/keratin/picture_file.h"

#include <gtest/gtest.h>
#include <png.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "keratin/base/error.h"
#ifdef KERATIN_HAS_JPEG
#include <jpeglib.h>
#endif

namespace keratin::command {
namespace {

namespace fs = std::filesystem;

class PictureFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::temp_directory_path() / ("keratin-picture-" + std::to_string(getpid()));
  }
  void TearDown() override { fs::remove(path_); }

  /// Writes a PNG by libpng's own writer of rows, of any depth and kind.
  void write_png(int width, int height, int depth, int kind, std::vector<uint8_t> row) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    png_init_io(png, file);
    png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
                 depth, kind, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    const png_color palette[] = {{10, 20, 30}, {40, 50, 60}};
    if (kind == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 2);
    png_write_info(png, info);
    for (int y = 0; y < height; ++y) png_write_row(png, row.data());
    png_write_end(png, nullptr);
    png_destroy_write_struct(&png, &info);
    std::fclose(file);
  }

  void write(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }

  void expect_refused(const std::string& reason) {
    try {
      read_picture(path_);
      FAIL() << "expected an error with " << reason;
    } catch (const FileError& error) {
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find(path_), std::string::npos) << error.what();
    }
  }

  std::string path_;
};

using Bytes = std::vector<uint8_t>;

TEST_F(PictureFile, AllKindsOfPngBecomeColours) {
  write_png(2, 1, 8, PNG_COLOR_TYPE_GRAY, {7, 200});
  EXPECT_EQ(read_picture(path_).rgb, (Bytes{7, 7, 7, 200, 200, 200}));
  write_png(2, 1, 8, PNG_COLOR_TYPE_PALETTE, {1, 0});
  EXPECT_EQ(read_picture(path_).rgb, (Bytes{40, 50, 60, 10, 20, 30}));
  write_png(8, 1, 1, PNG_COLOR_TYPE_GRAY, {0x80});
  EXPECT_EQ(read_picture(path_).rgb[0], 255);
  EXPECT_EQ(read_picture(path_).rgb[3], 0);
  write_png(1, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, {1, 2, 3, 0});
  EXPECT_EQ(read_picture(path_).rgb, (Bytes{255, 255, 255}));
}

TEST_F(PictureFile, SixteenBitsAreAsBrightAsEight) {
  write_png(2, 1, 16, PNG_COLOR_TYPE_GRAY, {0x80, 0x80, 0x20, 0x20});
  EXPECT_EQ(read_picture(path_).rgb, (Bytes{0x80, 0x80, 0x80, 0x20, 0x20, 0x20}));
}

TEST_F(PictureFile, SaysWhatIsNoPicture) {
  expect_refused("No such file or directory");
  write("");
  expect_refused("neither a PNG nor a JPEG");
  write("\x89PNG\r\n\x1a\n and no more");
  expect_refused("is no PNG that can be read");
  write_png(2, 1, 8, PNG_COLOR_TYPE_GRAY, {7, 200});
  std::ifstream file(path_, std::ios::binary);
  std::string huge((std::istreambuf_iterator<char>(file)), {});
  huge.replace(16, 8,
               std::string("\0\x01\0\0\0\x01\0\0", 8));  // 65536 x 65536; its sum is wrong then
  write(huge);
  expect_refused(path_);
}

#ifdef KERATIN_HAS_JPEG
/// A JPEG of one grey, of that size.
std::string jpeg(unsigned width, unsigned height, int grey) {
  jpeg_compress_struct image{};
  jpeg_error_mgr errors{};
  image.err = jpeg_std_error(&errors);
  jpeg_create_compress(&image);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&image, &bytes, &size);
  image.image_width = width;
  image.image_height = height;
  image.input_components = 1;
  image.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&image);
  jpeg_start_compress(&image, TRUE);
  std::vector<JSAMPLE> row(width, static_cast<JSAMPLE>(grey));
  JSAMPROW rows[] = {row.data()};
  while (image.next_scanline < height) jpeg_write_scanlines(&image, rows, 1);
  jpeg_finish_compress(&image);
  jpeg_destroy_compress(&image);
  std::string result(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return result;
}

TEST_F(PictureFile, ReadsJpeg) {
  write(jpeg(20, 10, 77));
  const Picture picture = read_picture(path_);
  EXPECT_EQ(picture.width, 20);
  EXPECT_EQ(picture.height, 10);
  EXPECT_EQ(picture.rgb, Bytes(600, 77));
}

TEST_F(PictureFile, TurnsAJpegUpright) {
  const std::string exif(
      "\xff\xe1\0\x22"
      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
      36);
  std::string bytes = jpeg(20, 10, 77);
  write(bytes.insert(2, exif));
  const Picture picture = read_picture(path_);
  EXPECT_EQ(picture.width, 10);
  EXPECT_EQ(picture.height, 20);
}

TEST_F(PictureFile, APartOfAJpegIsAnError) {
  const std::string whole = jpeg(200, 100, 77);
  for (const size_t part : {2U, 4U, 8U}) {
    write(whole.substr(0, whole.size() * (part - 1) / part));
    expect_refused("is no JPEG that can be read");
  }
  write(whole.substr(0, 4));
  expect_refused("is no JPEG that can be read");
}
#else
TEST_F(PictureFile, SaysWhatToDoWithJpeg) {
  write("\xff\xd8\xff\xe0");
  expect_refused("convert the picture to PNG");
}
#endif

}  // namespace
}  // namespace keratin::command
