// Drawing with cairo. Text is set in DejaVu Sans, Matplotlib's font.
#include "keratin/plot/canvas_internal.h"

#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#include <cairo/cairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "keratin/base/error.h"

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
  if (format == FileFormat::pdf) {
    return cairo_pdf_surface_create_for_stream(append, &bytes, width, height);
  }
  return cairo_image_surface_create(CAIRO_FORMAT_ARGB32,
                                    static_cast<int>(std::lround(width * dpi / 72)),
                                    static_cast<int>(std::lround(height * dpi / 72)));
}

}  // namespace

struct Canvas::Cairo {
  cairo_surface_t* surface;
  cairo_t* context;
  explicit Cairo(cairo_surface_t* target) : surface(target), context(cairo_create(target)) {}
  ~Cairo() {
    cairo_destroy(context);
    cairo_surface_destroy(surface);
  }
  Cairo(const Cairo&) = delete;
  Cairo& operator=(const Cairo&) = delete;
};

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
  cairo_select_font_face(cairo_->context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
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

void Canvas::outline(const std::vector<Point>& points) {
  cairo_new_path(cairo_->context);
  for (const Point& point : points) cairo_line_to(cairo_->context, point.x, point.y);
}

void Canvas::fill(const Rectangle& area, const Color& color) {
  set(color);
  // Neighbouring bars share an edge; smoothing it twice would let the background through.
  cairo_set_antialias(cairo_->context, CAIRO_ANTIALIAS_NONE);
  cairo_rectangle(cairo_->context, area.x, area.y, area.width, area.height);
  cairo_fill(cairo_->context);
  cairo_set_antialias(cairo_->context, CAIRO_ANTIALIAS_DEFAULT);
}

void Canvas::fill(const std::vector<Point>& points, const Color& color) {
  set(color);
  outline(points);
  cairo_fill(cairo_->context);
}

void Canvas::fill_circle(const Point& center, double radius, const Color& color) {
  set(color);
  cairo_new_path(cairo_->context);
  cairo_arc(cairo_->context, center.x, center.y, bounded(radius), 0, 2 * std::numbers::pi);
  cairo_fill(cairo_->context);
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

void Canvas::stroke(const std::vector<Point>& line, const Stroke& stroke) {
  if (stroke.width <= 0) return;
  set(stroke);
  outline(line);
  cairo_stroke(cairo_->context);
}

void Canvas::stroke(const Rectangle& area, const Stroke& stroke) {
  if (stroke.width <= 0) return;
  set(stroke);
  cairo_set_line_join(cairo_->context, CAIRO_LINE_JOIN_MITER);
  cairo_rectangle(cairo_->context, area.x, area.y, area.width, area.height);
  cairo_stroke(cairo_->context);
}

double Canvas::text_width(std::string_view words, double size) {
  cairo_text_extents_t extents;
  cairo_set_font_size(cairo_->context, size);
  cairo_text_extents(cairo_->context, std::string(words).c_str(), &extents);
  return extents.x_advance;
}

void Canvas::text(const Point& at, std::string_view words, const TextStyle& style) {
  const double width = text_width(words, style.size);
  // Heights of DejaVu Sans: figures reach 0.73 of the size above the base line, g 0.24 below it.
  const double ascent = 0.73 * style.size, descent = 0.24 * style.size;
  double dx = 0, dy = 0;
  if (style.horizontal == Horizontal::center) dx = -width / 2;
  if (style.horizontal == Horizontal::right) dx = -width;
  if (style.vertical == Vertical::top) dy = ascent;
  if (style.vertical == Vertical::middle) dy = ascent / 2;
  if (style.vertical == Vertical::bottom) dy = -descent;
  set(style.color);
  cairo_save(cairo_->context);
  cairo_translate(cairo_->context, at.x, at.y);
  if (style.upwards) cairo_rotate(cairo_->context, -std::numbers::pi / 2);
  cairo_move_to(cairo_->context, dx, dy);
  cairo_show_text(cairo_->context, std::string(words).c_str());
  cairo_restore(cairo_->context);
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

/// A rectangle's sides may run backwards; this is what of it lies on the canvas.
Rectangle visible_part(const Rectangle& area, double width, double height) {
  const double left = std::clamp(std::min(area.x, area.right()), 0.0, width);
  const double right = std::clamp(std::max(area.x, area.right()), 0.0, width);
  const double top = std::clamp(std::min(area.y, area.bottom()), 0.0, height);
  const double bottom = std::clamp(std::max(area.y, area.bottom()), 0.0, height);
  return {left, top, right - left, bottom - top};
}

}  // namespace

void Canvas::image(const Rectangle& area, const Pixels& all, double alpha) {
  const Rectangle part = visible_part(area, width_, height_);
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
