// Keras 3's table of a model's layers.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "keratin/base/text.h"
#include "keratin/models/model.h"
#include "keratin/models/model_state_internal.h"

namespace keratin {
namespace {

/// Inner widths of the three columns, one blank at each side included.
struct Columns {
  int name;
  int shape;
  int count;
};

Columns columns_for(int line_length) {
  const int name = std::max(16, line_length * 45 / 100 - 1);
  const int count = std::max(11, line_length * 20 / 100);
  return {name, std::max(14, line_length - 4 - name - count), count};
}

std::string with_commas(int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::string readable_size(double bytes) {
  const char* units[] = {"B", "KB", "MB", "GB", "TB"};
  size_t unit = 0;
  for (; bytes >= 1024 && unit < 4; ++unit) bytes /= 1024;
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, "%.2f %s", bytes, units[unit]);
  return buffer;
}

std::string counted(const std::vector<Variable>& variables, int64_t more = 0) {
  int64_t count = more;
  double bytes = static_cast<double>(more) * 4;
  for (const Variable& variable : variables) {
    count += variable.shape().size();
    bytes += static_cast<double>(variable.value().nbytes());
  }
  return text(with_commas(count), " (", readable_size(bytes), ")");
}

std::string repeated(const char* glyph, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += glyph;
  return out;
}

/// A rule of the table: corner, joints and line from left to right.
std::string rule(const Columns& c, const char* left, const char* line, const char* joint,
                 const char* right) {
  return left + repeated(line, c.name) + joint + repeated(line, c.shape) + joint +
         repeated(line, c.count) + right + "\n";
}

/// The words of `cell` in lines of at most `width` characters; a longer word is cut.
std::vector<std::string> wrapped(const std::string& cell, int width) {
  std::vector<std::string> lines(1);
  const auto room = static_cast<size_t>(width);
  for (size_t at = 0; at < cell.size();) {
    const size_t end = std::min(cell.find(' ', at), cell.size());
    std::string word = cell.substr(at, end - at);
    at = end + 1;
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > room) {
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    for (; word.size() > room; word.erase(0, room)) {
      lines.back() += word.substr(0, room);
      lines.emplace_back();
    }
    lines.back() += word;
  }
  return lines;
}

std::string padded(const std::string& text, int width, bool to_the_right) {
  const auto room = static_cast<size_t>(width);
  const std::string blanks(room > text.size() ? room - text.size() : 0, ' ');
  return to_the_right ? blanks + text : text + blanks;
}

/// One row, of as many lines as its longest cell needs.
std::string row(const Columns& c, const char* border, const std::string (&cells)[3],
                const char* colour = "") {
  const int widths[3] = {c.name, c.shape, c.count};
  std::vector<std::string> parts[3];
  size_t height = 1;
  for (size_t i = 0; i < 3; ++i) {
    parts[i] = wrapped(cells[i], widths[i] - 2);
    height = std::max(height, parts[i].size());
  }
  const std::string end = *colour ? "\x1b[0m" : "";
  std::string out;
  for (size_t line = 0; line < height; ++line) {
    out += border;
    for (size_t i = 0; i < 3; ++i) {
      const std::string cell = line < parts[i].size() ? parts[i][line] : "";
      out += text(" ", colour, padded(cell, widths[i] - 2, i == 2), end, " ", border);
    }
    out += "\n";
  }
  return out;
}

/// Of the layer's first call with symbolic tensors; "?" for one that is not built.
std::string output_shape_of(const layers::Layer& layer) {
  if (layer.nodes().empty()) return "?";
  std::string shapes;
  for (const GraphNode::Output& output : layer.nodes().front()->outputs) {
    shapes += (shapes.empty() ? "" : ", ") + output.shape.to_string();
  }
  return layer.nodes().front()->outputs.size() == 1 ? shapes : "[" + shapes + "]";
}

}  // namespace

std::string Model::summary_text(int line_length, bool has_colours) const {
  const Columns c = columns_for(line_length);
  const char* bold = has_colours ? "\x1b[1m" : "";
  std::string out = text(bold, "Model: \"", name(), "\"", has_colours ? "\x1b[0m" : "", "\n");
  out += rule(c, "┏", "━", "┳", "┓");
  out += row(c, "┃", {"Layer (type)", "Output Shape", "Param #"}, bold);
  out += rule(c, "┡", "━", "╇", "┩");
  const std::vector<Layer*> all = sublayers();
  for (size_t i = 0; i < all.size(); ++i) {
    out += row(c, "│",
               {text(all[i]->name(), " (", all[i]->class_name(), ")"), output_shape_of(*all[i]),
                all[i]->is_built() ? with_commas(all[i]->count_params()) : "0 (unbuilt)"});
    out += i + 1 < all.size() ? rule(c, "├", "─", "┼", "┤") : rule(c, "└", "─", "┴", "┘");
  }
  if (all.empty()) out += rule(c, "└", "─", "┴", "┘");
  int64_t of_optimizer = 0;
  if (model_->training && model_->training->optimizer->is_built()) {
    of_optimizer = 2;  // the learning rate and the count of the steps, as Keras counts them
    for (const Variable& slot : model_->training->optimizer->variables()) {
      of_optimizer += slot.shape().size();
    }
  }
  out += text(" Total params: ", counted(weights(), of_optimizer), "\n");
  out += text(" Trainable params: ", counted(trainable_weights()), "\n");
  out += text(" Non-trainable params: ", counted(non_trainable_weights()), "\n");
  if (of_optimizer > 0) out += text(" Optimizer params: ", counted({}, of_optimizer), "\n");
  return out;
}

std::string Model::plan_text() const {
  if (!model_->training || model_->training->steps.entries().empty()) {
    const bool is_eager = model_->training && model_->training->runs_eagerly;
    return is_eager ? " Steps: layer by layer on the tape (run_eagerly)\n"
                    : " Steps: none has run yet that could be compiled\n";
  }
  std::string out;
  for (const auto& entry : model_->training->steps.entries()) {
    out += text(" Steps of ", entry->rows, " samples: ");
    if (entry->step) {
      out += text("compiled\n", entry->step->describe());
      out += text("   update: ", model_->training->optimizer->class_name(),
                  entry->gradients.empty() ? " on each finished tile of a gradient\n"
                                           : " after all gradients\n");
    } else {
      out += text("layer by layer on the tape",
                  entry->refused.empty() ? "" : ", because no plan knows ", entry->refused, "\n");
    }
  }
  return out;
}

void Model::summary(const SummaryOptions& options) const {
  winsize size = {};
  const bool is_terminal = isatty(STDOUT_FILENO) != 0;
  const bool has_size = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const int columns = has_size ? size.ws_col : 80;
  const int length = options.line_length > 0 ? options.line_length : std::min(88, columns - 4);
  std::string table = summary_text(length, is_terminal);
  if (options.show_plan) table += plan_text();
  std::fwrite(table.data(), 1, table.size(), stdout);
  std::fflush(stdout);
}

}  // namespace keratin
