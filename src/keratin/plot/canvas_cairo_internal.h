// What a Canvas holds of cairo.
#pragma once
#include <cairo/cairo.h>

#include "keratin/plot/canvas_internal.h"

namespace keratin::plot {

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

}  // namespace keratin::plot
