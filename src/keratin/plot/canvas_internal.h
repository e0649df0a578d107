// The one adapter of cairo: a surface in points with the few strokes that charts need.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace keratin::plot {

struct Color {
  double red = 0, green = 0, blue = 0, alpha = 1;
};
struct Point {
  double x = 0, y = 0;
};
struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};
struct Stroke {
  Color color;
  double width = 1;
  std::vector<double> dashes = {};
  bool is_projecting = false;  // its ends reach half the width beyond the line's
};
/// Rows of red, green, blue, alpha from the top left.
struct Pixels {
  int width = 0, height = 0;
  std::vector<uint8_t> rgba;
};
enum class FileFormat { png, svg, pdf, none };  // none keeps the strokes, to measure them
/// Which point of a text lies at the given place. center_baseline is half of the height above the
/// base line, which is the middle of figures.
enum class Horizontal { left, center, right };
enum class Vertical { top, center, center_baseline, baseline, bottom };

struct TextStyle {
  double size = 10;
  Color color = {};
  Horizontal horizontal = Horizontal::left;
  Vertical vertical = Vertical::baseline;
  double rotation = 0;  // degrees against the clock
};
/// Between these bytes stands what is written smaller and higher: "10\x0e2\x0f" is 10 squared.
inline constexpr char raise_text = '\x0e', lower_text = '\x0f';

class Canvas {
 public:
  /// Width and height in points; dpi counts for pixels only.
  Canvas(FileFormat format, double width, double height, double dpi);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  double width() const { return width_; }
  double height() const { return height_; }
  /// A pixel's side in points.
  double pixel() const { return pixel_; }

  void fill(const Rectangle& area, const Color& color);
  /// Filled, and an edge around it.
  void shape(const std::vector<Point>& outline, const Color& color, const Stroke& edge);
  void circle(const Point& center, double radius, const Color& color, const Stroke& edge);
  void fill_rounded(const Rectangle& area, double radius, const Color& inside, const Stroke& edge);
  void stroke(const std::vector<Point>& line, const Stroke& stroke);
  void stroke(const Rectangle& area, const Stroke& stroke);
  /// Lines end with "\n". Letters that DejaVu Sans lacks come from the machine's other fonts.
  void text(const Point& at, std::string_view words, const TextStyle& style);
  /// Of the widest line.
  double text_width(std::string_view words, double size);
  /// Of all lines.
  static double text_height(std::string_view words, double size);
  /// All that is drawn afterwards lies so much further left and up.
  void shift(double left, double up);
  /// Every pixel of the image becomes a sharp rectangle.
  void image(const Rectangle& area, const Pixels& pixels, double alpha);
  /// Until the end of the returned object nothing is drawn outside.
  class Clip;
  Clip clip(const Rectangle& area);

  /// The file's bytes; nothing can be drawn afterwards. Throws InternalError when something could
  /// not be drawn.
  std::string finish();
  /// What has been drawn so far, for FileFormat::png.
  Pixels pixels();
  /// The least rectangle around what was drawn, for FileFormat::none.
  Rectangle extents() const;

 private:
  struct Cairo;
  void set(const Color& color);
  void set(const Stroke& stroke);
  Point snapped(const Point& at, double width) const;
  /// Moves an upright or level line so that it covers whole pixels.
  void snap(std::vector<Point>& line, double width) const;
  void fill_path(const Color& color, const Stroke& edge);
  double draw_line_of_text(std::string_view words, double size, bool is_drawn);

  /// No wider than what covers all, which is where cairo can still count.
  double bounded(double length) const;

  double width_, height_, pixel_;
  FileFormat format_;
  std::string bytes_;
  std::unique_ptr<Cairo> cairo_;
};

class Canvas::Clip {
 public:
  explicit Clip(Canvas& canvas) : canvas_(canvas) {}
  ~Clip();
  Clip(const Clip&) = delete;
  Clip& operator=(const Clip&) = delete;

 private:
  Canvas& canvas_;
};

}  // namespace keratin::plot
