// The places of a grid, by their numbers.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/axes.h"

namespace keratin::plot {
namespace {

/// From 0 on; -1 is the last of `size`.
int checked_index(const char* what, int index, int size) {
  const int at = index < 0 ? index + size : index;
  if (at >= 0 && at < size) return at;
  throw_value_error(keratin::text("axes: ", what, " ", index, " is out of bounds for ", size));
}

}  // namespace

AxesArray::AxesArray(std::vector<Axes> places, int rows, int columns)
    : places_(std::move(places)), rows_(rows), columns_(columns) {
  if (places_.size() == 1) {
    static_cast<Axes&>(*this) = places_[0];
    return;
  }
  why_empty_ = keratin::text("these are ", rows, " x ", columns,
                             " plt::Axes; choose one: axes[0], in a grid axes[0][1]");
}

int AxesArray::size() const { return rows_ == 1 ? columns_ : rows_; }

AxesArray AxesArray::operator[](int index) const {
  const int at = checked_index("index", index, size());
  if (rows_ == 1 || columns_ == 1) {
    return AxesArray({places_[static_cast<size_t>(at)]}, 1, 1);
  }
  const auto row = places_.begin() + std::ptrdiff_t{at} * columns_;
  return AxesArray({row, row + columns_}, 1, columns_);
}

Axes AxesArray::operator[](const Cell& cell) const {
  const int row = checked_index("row", cell.row, rows_);
  const int column = checked_index("column", cell.column, columns_);
  return places_[static_cast<size_t>(row) * static_cast<size_t>(columns_) +
                 static_cast<size_t>(column)];
}

}  // namespace keratin::plot
