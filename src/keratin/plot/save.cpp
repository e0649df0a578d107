// savefig: the format follows from the name's end; the file appears whole or not at all.
#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"

namespace keratin::plot {
namespace {

FileFormat format_of(const std::string& path) {
  const size_t dot = path.find_last_of("./");
  std::string end = dot == std::string::npos || path[dot] == '/' ? "" : path.substr(dot + 1);
  std::transform(end.begin(), end.end(), end.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  if (end == "png") return FileFormat::png;
  if (end == "svg") return FileFormat::svg;
  if (end == "pdf") return FileFormat::pdf;
  throw_value_error(text("plot::savefig: '", path, "' ends neither in .png nor .svg nor .pdf"));
}

}  // namespace

void savefig(const std::string& path, const SavefigOptions& options) {
  const FileFormat format = format_of(path);
  Figure& figure = current_figure();
  const double dpi = options.dpi != 0 ? options.dpi : figure.dpi;
  check_pixels("savefig", figure.width / 72, figure.height / 72, dpi);
  const Color background = figure.background;
  if (options.transparent) figure.background = {0, 0, 0, 0};
  const std::string bytes = render(figure, format, dpi);
  figure.background = background;
  write_file_atomically(path, bytes.data(), bytes.size());
}

}  // namespace keratin::plot
