// plot on logarithmic axes.
#include "keratin/plot/axes.h"

namespace keratin::plot {

void Axes::semilogy(const Series& y, const LineOptions& options) {
  set_yscale("log");
  plot(y, options);
}
void Axes::semilogy(const Series& x, const Series& y, const LineOptions& options) {
  set_yscale("log");
  plot(x, y, options);
}
void Axes::semilogy(const Series& y, const LineFormat& format, const LineOptions& options) {
  set_yscale("log");
  plot(y, format, options);
}
void Axes::semilogy(const Series& x, const Series& y, const LineFormat& format,
                    const LineOptions& options) {
  set_yscale("log");
  plot(x, y, format, options);
}
void Axes::semilogx(const Series& y, const LineOptions& options) {
  set_xscale("log");
  plot(y, options);
}
void Axes::semilogx(const Series& x, const Series& y, const LineOptions& options) {
  set_xscale("log");
  plot(x, y, options);
}
void Axes::semilogx(const Series& y, const LineFormat& format, const LineOptions& options) {
  set_xscale("log");
  plot(y, format, options);
}
void Axes::semilogx(const Series& x, const Series& y, const LineFormat& format,
                    const LineOptions& options) {
  set_xscale("log");
  plot(x, y, format, options);
}
void Axes::loglog(const Series& y, const LineOptions& options) {
  set_xscale("log");
  semilogy(y, options);
}
void Axes::loglog(const Series& x, const Series& y, const LineOptions& options) {
  set_xscale("log");
  semilogy(x, y, options);
}
void Axes::loglog(const Series& y, const LineFormat& format, const LineOptions& options) {
  set_xscale("log");
  semilogy(y, format, options);
}
void Axes::loglog(const Series& x, const Series& y, const LineFormat& format,
                  const LineOptions& options) {
  set_xscale("log");
  semilogy(x, y, format, options);
}

}  // namespace keratin::plot
