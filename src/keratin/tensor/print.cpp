#include "keratin/tensor/print.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "keratin/base/output_internal.h"
#include "keratin/tensor/print_elements_internal.h"

namespace keratin {
namespace {

constexpr int64_t kThreshold = 1000;  // longer arrays are shown by their edges
constexpr int64_t kEdgeItems = 3;
constexpr size_t kLineWidth = 75;

std::vector<int64_t> integers_of(const Tensor& x) {
  if (x.dtype() != uint64) return x.to_vector<int64_t>();
  const std::vector<uint64_t> values = x.to_vector<uint64_t>();
  return {values.begin(), values.end()};  // the same bits, see ElementFormat
}

/// An array on its way to text.
class Printer {
 public:
  Printer(const Tensor& x, std::string separator)
      : shape_(x.shape()),
        steps_(row_major_strides(x.shape())),
        separator_(std::move(separator)),
        is_summary_(x.size() > kThreshold),
        is_floating_(keratin::is_floating(x.dtype())) {
    if (is_floating_) {
      values_ = x.to_vector<double>();
    } else {
      integers_ = integers_of(x);
    }
    std::vector<double> shown;
    std::vector<int64_t> shown_integers;
    collect(0, 0, shown, shown_integers);
    format_ = std::make_unique<ElementFormat>(x.dtype(), shown, shown_integers, x.ndim() == 0);
  }

  std::string text(const std::string& prefix, size_t line_width) {
    if (shape_.size() == 0) return "[]";
    return part(0, 0, prefix, line_width);
  }

 private:
  bool is_cut(int axis) const { return is_summary_ && 2 * kEdgeItems < shape_[axis]; }

  void collect(int axis, int64_t at, std::vector<double>& shown, std::vector<int64_t>& integers) {
    if (axis == shape_.rank() || axis == kMaxRank) {  // the bound is for g++ 14's array check
      if (is_floating_) {
        shown.push_back(values_[static_cast<size_t>(at)]);
      } else {
        integers.push_back(integers_[static_cast<size_t>(at)]);
      }
      return;
    }
    for (int64_t i = 0; i < shape_[axis]; ++i) {
      if (is_cut(axis) && i == kEdgeItems) i = shape_[axis] - kEdgeItems;
      collect(axis + 1, at + i * steps_[axis], shown, integers);
    }
  }

  std::string element(int64_t at) const {
    const auto i = static_cast<size_t>(at);
    return is_floating_ ? (*format_)(values_[i], 0) : (*format_)(0, integers_[i]);
  }

  /// One axis in brackets; `indent` begins each line, `width` is left for it.
  std::string part(int axis, int64_t at, const std::string& indent, size_t width) {
    const int left = shape_.rank() - axis;
    if (left == 0) return element(at);
    return left == 1 ? row(axis, at, indent, width) : block(axis, at, indent, width);
  }

  std::string row(int axis, int64_t at, const std::string& indent, size_t width) {
    const size_t behind = std::max<size_t>(trimmed_separator().size(), 1);
    const size_t room = width - behind;
    std::string done, line = indent;
    const auto extend = [&](const std::string& word) {
      if (line.size() + word.size() > room && line.size() > indent.size()) {
        while (line.back() == ' ') line.pop_back();
        done += line + "\n";
        line = indent;
      }
      line += word;
    };
    for (int64_t i = 0; i < shape_[axis]; ++i) {
      if (is_cut(axis) && i == kEdgeItems) {
        extend("...");
        line += separator_;
        i = shape_[axis] - kEdgeItems;
      }
      extend(element(at + i * steps_[axis]));
      if (i + 1 < shape_[axis]) line += separator_;
    }
    done += line;
    return "[" + done.substr(indent.size()) + "]";
  }

  std::string block(int axis, int64_t at, const std::string& indent, size_t width) {
    const std::string between =
        trimmed_separator() + std::string(static_cast<size_t>(shape_.rank() - axis - 1), '\n');
    std::string done;
    for (int64_t i = 0; i < shape_[axis]; ++i) {
      if (is_cut(axis) && i == kEdgeItems) {
        done += indent + "..." + between;
        i = shape_[axis] - kEdgeItems;
      }
      done += indent + part(axis + 1, at + i * steps_[axis], indent + " ", width - 1);
      if (i + 1 < shape_[axis]) done += between;
    }
    return "[" + done.substr(indent.size()) + "]";
  }

  std::string trimmed_separator() const { return separator_ == ", " ? "," : ""; }

  Shape shape_;
  Strides steps_;
  std::string separator_;
  bool is_summary_;
  bool is_floating_;
  std::vector<double> values_;
  std::vector<int64_t> integers_;
  std::unique_ptr<ElementFormat> format_;
};

std::string scalar_text(const Tensor& x) {
  if (x.dtype() == bool_) return x.item<bool>() ? "True" : "False";
  if (x.dtype() == uint64) return std::to_string(x.item<uint64_t>());
  if (!is_floating(x.dtype())) return std::to_string(x.item<int64_t>());
  return numpy_scalar_text(x.item<double>(), x.dtype());
}

}  // namespace

std::string Tensor::to_string() const {
  if (is_symbolic()) return repr();
  if (ndim() == 0) return scalar_text(*this);
  return Printer(*this, " ").text(" ", kLineWidth);
}

std::string Tensor::repr() const {
  if (is_symbolic()) {
    return keratin::text("<symbolic tensor shape=", shape_, ", dtype=", name_of(dtype_), ">");
  }
  const bool is_implied = dtype_ == int64 || dtype_ == float64 || dtype_ == bool_;
  const std::string prefix = "array(";
  std::string extras;
  if ((size() == 0 && shape_ != Shape{0}) || size() > kThreshold) {
    extras += text("shape=", shape_);
  }
  if (!is_implied || size() == 0) {
    extras += text(extras.empty() ? "" : ", ", "dtype=", name_of(dtype_));
  }
  const std::string body = prefix + Printer(*this, ", ").text("       ", kLineWidth - 1);
  if (extras.empty()) return body + ")";
  const size_t newline = body.rfind('\n');
  const size_t last = body.size() + 1 - (newline == body.npos ? 0 : newline + 1);
  const bool fits = last + extras.size() + 2 <= kLineWidth;
  return body + "," + (fits ? " " : "\n" + std::string(prefix.size(), ' ')) + extras + ")";
}

void print_line(const std::string& line) { write_output(line + "\n"); }

}  // namespace keratin
