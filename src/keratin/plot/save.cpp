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
  throw_value_error(
      keratin::text("plot::savefig: '", path, "' ends neither in .png nor .svg nor .pdf"));
}

}  // namespace

void Figure::savefig(const std::string& path, const SavefigOptions& options) const {
  const FileFormat format = format_of(path);
  if (!options.bbox_inches.empty() && options.bbox_inches != "tight") {
    throw_value_error(keratin::text("plot::savefig: bbox_inches is '", options.bbox_inches, "'"),
                      {{"known", "'tight'"}});
  }
  if (!(options.pad_inches >= 0 && options.pad_inches <= 100)) {
    throw_value_error(keratin::text("plot::savefig: pad_inches is ", options.pad_inches,
                                    " and must be between 0 and 100"));
  }
  const FigureState& figure = state();
  const double dpi = options.dpi != 0 ? options.dpi : figure.dpi;
  const std::string bytes = render(figure, format, dpi, options);
  write_file_atomically(path, bytes.data(), bytes.size());
}

void savefig(const std::string& path, const SavefigOptions& options) {
  gcf().savefig(path, options);
}

}  // namespace keratin::plot
