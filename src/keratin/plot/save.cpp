// savefig: the format follows from the name's end; the file appears whole or not at all.
#include <algorithm>
#include <optional>
#include <ostream>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/plot/checks_internal.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"

namespace keratin::plot {
namespace {

std::optional<FileFormat> format_named(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  if (name == "png") return FileFormat::png;
  if (name == "svg") return FileFormat::svg;
  if (name == "pdf") return FileFormat::pdf;
  return std::nullopt;
}

FileFormat format_of(const std::string& name) {
  if (const auto format = format_named(name)) return *format;
  throw_value_error(keratin::text("plot::savefig: format is '", name, "'"),
                    {{"known", "'png', 'svg', 'pdf'"}});
}

FileFormat format_of_path(const std::string& path) {
  const size_t dot = path.find_last_of("./");
  const bool has_end = dot != std::string::npos && path[dot] == '.';
  if (const auto format = format_named(has_end ? path.substr(dot + 1) : "")) return *format;
  throw_value_error(
      keratin::text("plot::savefig: '", path, "' ends neither in .png nor .svg nor .pdf"));
}

std::string bytes_of(const FigureState& figure, FileFormat format, const SavefigOptions& options) {
  if (!options.bbox_inches.empty() && options.bbox_inches != "tight") {
    throw_value_error(keratin::text("plot::savefig: bbox_inches is '", options.bbox_inches, "'"),
                      {{"known", "'tight'"}});
  }
  if (!(options.pad_inches >= 0 && options.pad_inches <= 100)) {
    throw_value_error(keratin::text("plot::savefig: pad_inches is ", options.pad_inches,
                                    " and must be between 0 and 100"));
  }
  return render(figure, format, options.dpi != 0 ? options.dpi : figure.dpi, options);
}

}  // namespace

void Figure::savefig(const std::string& path, const SavefigOptions& options) const {
  const FileFormat format =
      options.format.empty() ? format_of_path(path) : format_of(options.format);
  const std::string bytes = bytes_of(state(), format, options);
  write_file_atomically(path, bytes.data(), bytes.size());
}

void Figure::savefig(std::ostream& file, const SavefigOptions& options) const {
  const FileFormat format = options.format.empty() ? FileFormat::png : format_of(options.format);
  const std::string bytes = bytes_of(state(), format, options);
  if (!file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) {
    throw_file_error(keratin::text("plot::savefig: the stream did not take all of the figure's ",
                                   bytes.size(), " bytes"));
  }
}

void savefig(const std::string& path, const SavefigOptions& options) {
  gcf().savefig(path, options);
}

void savefig(std::ostream& file, const SavefigOptions& options) { gcf().savefig(file, options); }

}  // namespace keratin::plot
