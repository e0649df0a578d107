// Drawing with cairo.
#include "keratin/plot/canvas_internal.h"

#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#include <cairo/cairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "keratin/base/error.h"
#include "keratin/plot/canvas_cairo_internal.h"

namespace keratin::plot {
namespace {

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

cairo_surface_t* new_surface(FileFormat format, std::string& bytes, double width, double height,
                             double dpi) {
  if (format == FileFormat::svg) {
    return cairo_svg_surface_create_for_stream(append, &bytes, width, height);
  }
  if (format == FileFormat::none) {
    return cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr);
  }
  if (format == FileFormat::pdf) {
    return cairo_pdf_surface_create_for_stream(append, &bytes, width, height);
  }
  return cairo_image_surface_create(CAIRO_FORMAT_ARGB32,
                                    static_cast<int>(std::lround(width * dpi / 72)),
                                    static_cast<int>(std::lround(height * dpi / 72)));
}

}  // namespace

Canvas::Canvas(FileFormat format, double width, double height, double dpi)
    : width_(width),
      height_(height),
      pixel_(72 / (format == FileFormat::png ? dpi : 72)),
      format_(format) {
  cairo_ = std::make_unique<Cairo>(new_surface(format, bytes_, width, height, dpi));
  const cairo_status_t status = cairo_status(cairo_->context);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw_value_error("a figure of " + std::to_string(width) + " x " + std::to_string(height) +
                          " points cannot be drawn",
                      {{"cairo", cairo_status_to_string(status)}});
  }
  if (format == FileFormat::png) cairo_scale(cairo_->context, dpi / 72, dpi / 72);
}

Canvas::~Canvas() = default;

double Canvas::bounded(double length) const { return std::min(length, 8 * (width_ + height_)); }

void Canvas::set(const Color& color) {
  cairo_set_source_rgba(cairo_->context, color.red, color.green, color.blue, color.alpha);
}

void Canvas::set(const Stroke& stroke) {
  set(stroke.color);
  cairo_set_line_width(cairo_->context, bounded(stroke.width));
  cairo_set_dash(cairo_->context, stroke.dashes.data(), static_cast<int>(stroke.dashes.size()), 0);
  cairo_set_line_join(cairo_->context, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(cairo_->context, CAIRO_LINE_CAP_BUTT);
}

/// Where an upright or level line of that width covers whole pixels.
Point Canvas::snapped(const Point& at, double width) const {
  if (format_ != FileFormat::png) return at;
  Point result = at;
  const bool is_odd = std::lround(bounded(width) / pixel_) % 2 == 1;
  const double half = is_odd ? 0.5 : 0;
  cairo_user_to_device(cairo_->context, &result.x, &result.y);
  result = {std::floor(result.x + 0.5 - half) + half, std::floor(result.y + 0.5 - half) + half};
  cairo_device_to_user(cairo_->context, &result.x, &result.y);
  return result;
}

void Canvas::snap(std::vector<Point>& line, double width) const {
  const Point a = snapped(line[0], width), b = snapped(line[1], width);
  if (line[0].x == line[1].x) {
    line[0].x = a.x;
    line[1].x = b.x;
  } else if (line[0].y == line[1].y) {
    line[0].y = a.y;
    line[1].y = b.y;
  }
}

void Canvas::fill_path(const Color& color, const Stroke& edge) {
  set(color);
  cairo_fill_preserve(cairo_->context);
  set(edge);
  cairo_set_line_join(cairo_->context, CAIRO_LINE_JOIN_MITER);
  if (edge.width > 0) cairo_stroke_preserve(cairo_->context);
  cairo_new_path(cairo_->context);
}

void Canvas::fill(const Rectangle& area, const Color& color) {
  set(color);
  // Neighbouring bars share an edge; smoothing it twice would let the background through.
  cairo_set_antialias(cairo_->context, CAIRO_ANTIALIAS_NONE);
  cairo_rectangle(cairo_->context, area.x, area.y, area.width, area.height);
  cairo_fill(cairo_->context);
  cairo_set_antialias(cairo_->context, CAIRO_ANTIALIAS_DEFAULT);
}

void Canvas::shape(const std::vector<Point>& points, const Color& color, const Stroke& edge) {
  cairo_new_path(cairo_->context);
  for (const Point& point : points) cairo_line_to(cairo_->context, point.x, point.y);
  cairo_close_path(cairo_->context);
  fill_path(color, edge);
}

void Canvas::circle(const Point& center, double radius, const Color& color, const Stroke& edge) {
  cairo_new_path(cairo_->context);
  cairo_arc(cairo_->context, center.x, center.y, bounded(radius), 0, 2 * std::numbers::pi);
  fill_path(color, edge);
}

void Canvas::fill_rounded(const Rectangle& area, double radius, const Color& inside,
                          const Stroke& edge) {
  const double quarter = std::numbers::pi / 2;
  cairo_new_path(cairo_->context);
  const Point corners[] = {{area.right() - radius, area.y + radius},
                           {area.right() - radius, area.bottom() - radius},
                           {area.x + radius, area.bottom() - radius},
                           {area.x + radius, area.y + radius}};
  for (int i = 0; i < 4; ++i) {
    cairo_arc(cairo_->context, corners[i].x, corners[i].y, radius, (i - 1) * quarter, i * quarter);
  }
  cairo_close_path(cairo_->context);
  set(inside);
  cairo_fill_preserve(cairo_->context);
  set(edge);
  cairo_stroke(cairo_->context);
}

namespace {

/// `end`, moved on by `length` in the direction that comes from `before`.
Point projected(const Point& before, const Point& end, double length) {
  const double distance = std::hypot(end.x - before.x, end.y - before.y);
  if (distance == 0) return end;
  return {end.x + (end.x - before.x) / distance * length,
          end.y + (end.y - before.y) / distance * length};
}

}  // namespace

void Canvas::stroke(const std::vector<Point>& points, const Stroke& stroke) {
  if (stroke.width <= 0 || points.size() < 2) return;
  std::vector<Point> line = points;
  if (stroke.is_projecting) {
    const size_t last = line.size() - 1;
    const double length = bounded(stroke.width) / 2;
    line[0] = projected(points[1], points[0], length);
    line[last] = projected(points[last - 1], points[last], length);
  }
  if (line.size() == 2) snap(line, stroke.width);
  set(stroke);
  // The time of a path grows faster than its length. Pieces overlap by a segment, which nobody sees
  // where it hides what is below; where it does not, the line remains whole.
  const bool is_cut =
      format_ == FileFormat::png && stroke.dashes.empty() && stroke.color.alpha == 1;
  const size_t length = is_cut ? 50 : line.size();
  for (size_t begin = 0; begin + 1 < line.size(); begin += length) {
    const size_t end = std::min(begin + length + 2, line.size());
    cairo_new_path(cairo_->context);
    for (size_t i = begin; i < end; ++i) cairo_line_to(cairo_->context, line[i].x, line[i].y);
    cairo_stroke(cairo_->context);
  }
}

void Canvas::stroke(const Rectangle& area, const Stroke& stroke) {
  if (stroke.width <= 0) return;
  set(stroke);
  cairo_set_line_join(cairo_->context, CAIRO_LINE_JOIN_MITER);
  const Point a = snapped({area.x, area.y}, stroke.width);
  const Point b = snapped({area.right(), area.bottom()}, stroke.width);
  cairo_rectangle(cairo_->context, a.x, a.y, b.x - a.x, b.y - a.y);
  cairo_stroke(cairo_->context);
}

namespace {

/// Every n-th pixel, as few as cairo takes.
Pixels thinned(const Pixels& pixels) {
  constexpr int most = 16384;
  const int across = (pixels.width - 1) / most + 1, down = (pixels.height - 1) / most + 1;
  if (across == 1 && down == 1) return pixels;
  Pixels result = {(pixels.width - 1) / across + 1, (pixels.height - 1) / down + 1, {}};
  for (int64_t i = 0; i < pixels.height; i += down) {
    for (int64_t j = 0; j < pixels.width; j += across) {
      const auto from = pixels.rgba.begin() + (i * pixels.width + j) * 4;
      result.rgba.insert(result.rgba.end(), from, from + 4);
    }
  }
  return result;
}

/// A surface with the pixels, premultiplied as cairo wants them.
cairo_surface_t* surface_of(const Pixels& pixels) {
  cairo_surface_t* surface =
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, pixels.width, pixels.height);
  cairo_surface_flush(surface);
  unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int i = 0; data && i < pixels.height; ++i) {
    for (int j = 0; j < pixels.width; ++j) {
      const uint8_t* from = pixels.rgba.data() + (int64_t{i} * pixels.width + j) * 4;
      const uint32_t a = from[3];
      const auto times_alpha = [a](uint32_t channel) { return (channel * a + 127) / 255; };
      const uint32_t argb =
          a << 24 | times_alpha(from[0]) << 16 | times_alpha(from[1]) << 8 | times_alpha(from[2]);
      reinterpret_cast<uint32_t*>(data + int64_t{i} * stride)[j] = argb;
    }
  }
  cairo_surface_mark_dirty(surface);
  return surface;
}

/// A rectangle's sides may run backwards; this is what of it can be seen.
Rectangle visible_part(const Rectangle& area, cairo_t* context) {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  cairo_clip_extents(context, &x0, &y0, &x1, &y1);
  const double left = std::clamp(std::min(area.x, area.right()), x0, x1);
  const double right = std::clamp(std::max(area.x, area.right()), x0, x1);
  const double top = std::clamp(std::min(area.y, area.bottom()), y0, y1);
  const double bottom = std::clamp(std::max(area.y, area.bottom()), y0, y1);
  return {left, top, right - left, bottom - top};
}

}  // namespace

void Canvas::image(const Rectangle& area, const Pixels& all, double alpha) {
  const Rectangle part = visible_part(area, cairo_->context);
  if (all.width == 0 || all.height == 0 || part.width == 0 || part.height == 0) return;
  const Pixels pixels = thinned(all);
  cairo_surface_t* source = surface_of(pixels);
  const double across = pixels.width / area.width, down = pixels.height / area.height;
  cairo_matrix_t to_pixels;
  cairo_matrix_init(&to_pixels, across, 0, 0, down, -area.x * across, -area.y * down);
  cairo_save(cairo_->context);
  cairo_rectangle(cairo_->context, part.x, part.y, part.width, part.height);
  cairo_clip(cairo_->context);
  cairo_set_source_surface(cairo_->context, source, 0, 0);
  cairo_pattern_set_matrix(cairo_get_source(cairo_->context), &to_pixels);
  cairo_pattern_set_filter(cairo_get_source(cairo_->context), CAIRO_FILTER_NEAREST);
  cairo_pattern_set_extend(cairo_get_source(cairo_->context), CAIRO_EXTEND_PAD);
  cairo_paint_with_alpha(cairo_->context, alpha);
  cairo_restore(cairo_->context);
  cairo_surface_destroy(source);
}

Canvas::Clip Canvas::clip(const Rectangle& area) {
  cairo_save(cairo_->context);
  cairo_rectangle(cairo_->context, area.x, area.y, area.width, area.height);
  cairo_clip(cairo_->context);
  return Clip(*this);
}

Canvas::Clip::~Clip() { cairo_restore(canvas_.cairo_->context); }

void Canvas::shift(double left, double up) { cairo_translate(cairo_->context, -left, -up); }

Rectangle Canvas::extents() const {
  Rectangle reach;
  cairo_recording_surface_ink_extents(cairo_->surface, &reach.x, &reach.y, &reach.width,
                                      &reach.height);
  return reach;
}

std::string Canvas::finish() {
  const cairo_status_t status = cairo_status(cairo_->context);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw_internal_error(std::string("cairo could not draw the figure: ") +
                         cairo_status_to_string(status));
  }
  if (format_ == FileFormat::png) {
    cairo_surface_write_to_png_stream(cairo_->surface, append, &bytes_);
  } else {
    cairo_surface_finish(cairo_->surface);
  }
  return std::move(bytes_);
}

Pixels Canvas::pixels() {
  cairo_surface_flush(cairo_->surface);
  Pixels result;
  result.width = cairo_image_surface_get_width(cairo_->surface);
  result.height = cairo_image_surface_get_height(cairo_->surface);
  result.rgba.reserve(static_cast<size_t>(result.width) * static_cast<size_t>(result.height) * 4);
  const unsigned char* data = cairo_image_surface_get_data(cairo_->surface);
  const int stride = cairo_image_surface_get_stride(cairo_->surface);
  for (int i = 0; i < result.height; ++i) {
    const auto* row = reinterpret_cast<const uint32_t*>(data + int64_t{i} * stride);
    for (int j = 0; j < result.width; ++j) {
      for (const int shift : {16, 8, 0, 24}) {
        result.rgba.push_back(static_cast<uint8_t>(row[j] >> shift & 255));
      }
    }
  }
  return result;
}

}  // namespace keratin::plot
