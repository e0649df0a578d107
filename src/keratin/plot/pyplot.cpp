// Every verb is one of the current place.
#include "keratin/plot/plot.h"

namespace keratin::plot {

void cla() { gca().cla(); }
void plot(const Series& y, const LineOptions& options) { gca().plot(y, options); }
void plot(const Series& x, const Series& y, const LineOptions& options) {
  gca().plot(x, y, options);
}
void plot(const Series& y, const LineFormat& format, const LineOptions& options) {
  gca().plot(y, format, options);
}
void plot(const Series& x, const Series& y, const LineFormat& format, const LineOptions& options) {
  gca().plot(x, y, format, options);
}
void semilogy(const Series& y, const LineOptions& options) { gca().semilogy(y, options); }
void semilogy(const Series& x, const Series& y, const LineOptions& options) {
  gca().semilogy(x, y, options);
}
void semilogy(const Series& y, const LineFormat& format, const LineOptions& options) {
  gca().semilogy(y, format, options);
}
void semilogy(const Series& x, const Series& y, const LineFormat& format,
              const LineOptions& options) {
  gca().semilogy(x, y, format, options);
}
void semilogx(const Series& y, const LineOptions& options) { gca().semilogx(y, options); }
void semilogx(const Series& x, const Series& y, const LineOptions& options) {
  gca().semilogx(x, y, options);
}
void semilogx(const Series& y, const LineFormat& format, const LineOptions& options) {
  gca().semilogx(y, format, options);
}
void semilogx(const Series& x, const Series& y, const LineFormat& format,
              const LineOptions& options) {
  gca().semilogx(x, y, format, options);
}
void loglog(const Series& y, const LineOptions& options) { gca().loglog(y, options); }
void loglog(const Series& x, const Series& y, const LineOptions& options) {
  gca().loglog(x, y, options);
}
void loglog(const Series& y, const LineFormat& format, const LineOptions& options) {
  gca().loglog(y, format, options);
}
void loglog(const Series& x, const Series& y, const LineFormat& format,
            const LineOptions& options) {
  gca().loglog(x, y, format, options);
}
void axhline(double y, const LineOptions& options) { gca().axhline(y, options); }
void axhline(double y, double xmin, double xmax, const LineOptions& options) {
  gca().axhline(y, xmin, xmax, options);
}
void axvline(double x, const LineOptions& options) { gca().axvline(x, options); }
void axvline(double x, double ymin, double ymax, const LineOptions& options) {
  gca().axvline(x, ymin, ymax, options);
}
void errorbar(const Series& x, const Series& y, const ErrorbarOptions& options) {
  gca().errorbar(x, y, options);
}
void errorbar(const Series& x, const Series& y, double yerr, const ErrorbarOptions& options) {
  gca().errorbar(x, y, yerr, options);
}
void fill_between(const Series& x, const Series& y1, const Series& y2,
                  const FillBetweenOptions& options) {
  gca().fill_between(x, y1, y2, options);
}
void fill_between(const Series& x, const Series& y1, double y2, const FillBetweenOptions& options) {
  gca().fill_between(x, y1, y2, options);
}
void fill_between(const Series& x, const Series& y1, const FillBetweenOptions& options) {
  gca().fill_between(x, y1, options);
}
void bar(const Series& x, const Series& height, const BarOptions& options) {
  gca().bar(x, height, options);
}
void bar(const Series& x, const Series& height, double width, const BarOptions& options) {
  gca().bar(x, height, width, options);
}
void scatter(const Series& x, const Series& y, const ScatterOptions& options) {
  gca().scatter(x, y, options);
}
void hist(const Series& x, const HistOptions& options) { gca().hist(x, options); }
void hist(const Series& x, int bins, const HistOptions& options) { gca().hist(x, bins, options); }
void imshow(const Tensor& x, const ImshowOptions& options) { gca().imshow(x, options); }
void imshow(const Tensor& x, const Colormap& cmap, const ImshowOptions& options) {
  gca().imshow(x, cmap, options);
}
void text(double x, double y, std::string_view words, const TextOptions& options) {
  gca().text(x, y, words, options);
}
void annotate(std::string_view words, const std::array<double, 2>& xy,
              const AnnotateOptions& options) {
  gca().annotate(words, xy, options);
}
void title(std::string_view words, const LabelOptions& options) { gca().set_title(words, options); }
void xlabel(std::string_view words, const LabelOptions& options) {
  gca().set_xlabel(words, options);
}
void ylabel(std::string_view words, const LabelOptions& options) {
  gca().set_ylabel(words, options);
}
void axis(std::string_view what) { gca().axis(what); }
void xticks(const Series& places, const std::vector<std::string>& labels) {
  gca().set_xticks(places, labels);
}
void yticks(const Series& places, const std::vector<std::string>& labels) {
  gca().set_yticks(places, labels);
}
void xlim(double left, double right) { gca().set_xlim(left, right); }
void xlim(const XLimits& limits) { gca().set_xlim(limits); }
void ylim(double bottom, double top) { gca().set_ylim(bottom, top); }
void ylim(const YLimits& limits) { gca().set_ylim(limits); }
void xscale(std::string_view scale) { gca().set_xscale(scale); }
void yscale(std::string_view scale) { gca().set_yscale(scale); }
void grid(bool visible) { gca().grid(visible); }
void legend(const LegendOptions& options) { gca().legend(options); }
void legend(std::initializer_list<const char*> labels, const LegendOptions& options) {
  gca().legend(labels, options);
}
std::pair<double, double> xlim() { return gca().get_xlim(); }
std::pair<double, double> ylim() { return gca().get_ylim(); }

}  // namespace keratin::plot
