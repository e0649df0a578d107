#include "apps/keratin/digit_picture.h"

#include <algorithm>
#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin::command {
namespace {

constexpr int64_t kSide = 28;
constexpr int64_t kInkSide = 20;
// Where MNIST's digits have their centre of mass, within half a pixel: of pixels 0 to 27 it is the
// middle of pixel 14.
constexpr double kMiddle = 14.5;
// Ink of more pixels has been scaled by nobody: faint edges take one on each side.
constexpr int64_t kMostInkSide = 22;
// Of the range between paper and ink. Paper is never quite even, and JPEG's rings are no ink.
constexpr float kFaint = 0.1F;
// A picture whose darkest and brightest pixels are closer is empty.
constexpr float kLeastContrast = 16;

struct Box {
  int64_t left, top, right, bottom;  // the last two are not in it
  int64_t width() const { return right - left; }
  int64_t height() const { return bottom - top; }
};

/// Where there is ink; of no width without.
Box box_of(const Plane& ink) {
  Box box{ink.width, ink.height, 0, 0};
  for (int64_t y = 0; y < ink.height; ++y) {
    for (int64_t x = 0; x < ink.width; ++x) {
      if (ink.at(x, y) <= 0) continue;
      box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1),
             std::max(box.bottom, y + 1)};
    }
  }
  return box;
}

Plane cut_out(const Plane& plane, const Box& box) {
  Plane result{box.width(), box.height(), {}};
  for (int64_t y = box.top; y < box.bottom; ++y) {
    const auto row = plane.values.begin() + y * plane.width;
    result.values.insert(result.values.end(), row + box.left, row + box.right);
  }
  return result;
}

/// The mean of the positions of the ink's pixels, in pixels from the top left corner.
std::pair<double, double> centre_of(const Plane& ink) {
  double mass = 0, along_x = 0, along_y = 0;
  for (int64_t y = 0; y < ink.height; ++y) {
    for (int64_t x = 0; x < ink.width; ++x) {
      const double m = ink.at(x, y);
      mass += m;
      along_x += m * (static_cast<double>(x) + 0.5);
      along_y += m * (static_cast<double>(y) + 0.5);
    }
  }
  return {along_x / mass, along_y / mass};
}

float border_median(const Plane& grey) {
  std::vector<float> border;
  for (int64_t x = 0; x < grey.width; ++x) {
    border.push_back(grey.at(x, 0));
    border.push_back(grey.at(x, grey.height - 1));
  }
  for (int64_t y = 0; y < grey.height; ++y) {
    border.push_back(grey.at(0, y));
    border.push_back(grey.at(grey.width - 1, y));
  }
  const auto middle = border.begin() + static_cast<int64_t>(border.size() / 2);
  std::nth_element(border.begin(), middle, border.end());
  return *middle;
}

/// What each new pixel covers of the old ones of a row: weights from `begin` on, whose sum is 1.
struct Cover {
  int64_t begin;
  std::vector<float> weights;
};
std::vector<Cover> covers(int64_t from, int64_t to) {
  std::vector<Cover> result;
  const double step = static_cast<double>(from) / static_cast<double>(to);
  for (int64_t i = 0; i < to; ++i) {
    const double left = static_cast<double>(i) * step, right = left + step;
    Cover cover{static_cast<int64_t>(left), {}};
    for (int64_t j = cover.begin; j < from && static_cast<double>(j) < right; ++j) {
      const double part =
          std::min(right, static_cast<double>(j + 1)) - std::max(left, static_cast<double>(j));
      if (part > 0) cover.weights.push_back(static_cast<float>(part / step));
    }
    result.push_back(std::move(cover));
  }
  return result;
}

/// Along the rows.
Plane resized_rows(const Plane& plane, int64_t width) {
  const std::vector<Cover> columns = covers(plane.width, width);
  Plane result{width, plane.height, {}};
  result.values.reserve(static_cast<size_t>(width * plane.height));
  for (int64_t y = 0; y < plane.height; ++y) {
    for (const Cover& cover : columns) {
      float sum = 0;
      for (size_t j = 0; j < cover.weights.size(); ++j) {
        sum += cover.weights[j] * plane.at(cover.begin + static_cast<int64_t>(j), y);
      }
      result.values.push_back(sum);
    }
  }
  return result;
}

Plane transposed(const Plane& plane) {
  Plane result{plane.height, plane.width, {}};
  result.values.reserve(plane.values.size());
  for (int64_t x = 0; x < plane.width; ++x) {
    for (int64_t y = 0; y < plane.height; ++y) result.values.push_back(plane.at(x, y));
  }
  return result;
}

bool is_as_mnist_has_it(const Plane& ink, const Box& box) {
  if (ink.width != kSide || ink.height != kSide) return false;
  if (box.width() > kMostInkSide || box.height() > kMostInkSide) return false;
  const auto [x, y] = centre_of(ink);
  return std::abs(x - kMiddle) < 1 && std::abs(y - kMiddle) < 1;
}

/// In the middle of 28 x 28, its centre of mass there as near as whole pixels allow.
Plane centred(const Plane& ink) {
  const auto [x, y] = centre_of(ink);
  const auto offset = [](double centre, int64_t length) {
    return std::clamp<int64_t>(std::lround(kMiddle - centre), 0, kSide - length);
  };
  const int64_t left = offset(x, ink.width), top = offset(y, ink.height);
  Plane result{kSide, kSide, std::vector<float>(kSide * kSide, 0)};
  for (int64_t row = 0; row < ink.height; ++row) {
    std::copy_n(ink.values.begin() + row * ink.width, ink.width,
                result.values.begin() + (top + row) * kSide + left);
  }
  return result;
}

}  // namespace

Plane grey_of(const Picture& picture) {
  Plane grey{picture.width, picture.height, {}};
  grey.values.reserve(picture.rgb.size() / 3);
  for (size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
    const uint8_t* pixel = picture.rgb.data() + i;
    const float red = pixel[0], green = pixel[1], blue = pixel[2];
    // Grey stays the number that it is.
    const bool is_grey = red == green && green == blue;
    grey.values.push_back(is_grey ? red : 0.299F * red + 0.587F * green + 0.114F * blue);
  }
  return grey;
}

Plane ink_of(const Plane& grey) {
  const auto [darkest, brightest] = std::minmax_element(grey.values.begin(), grey.values.end());
  const float paper = border_median(grey);
  const bool is_dark_ink = paper > (*darkest + *brightest) / 2;
  const float most = is_dark_ink ? paper - *darkest : *brightest - paper;
  Plane ink{grey.width, grey.height, std::vector<float>(grey.values.size(), 0)};
  if (most < kLeastContrast) return ink;
  for (size_t i = 0; i < ink.values.size(); ++i) {
    const float part = (is_dark_ink ? paper - grey.values[i] : grey.values[i] - paper) / most;
    if (part > kFaint) ink.values[i] = std::min(part, 1.0F) * 255;
  }
  return ink;
}

Plane resized(const Plane& plane, int64_t width, int64_t height) {
  const Plane wide = resized_rows(plane, width);
  return transposed(resized_rows(transposed(wide), height));
}

Tensor digit_picture(const Picture& picture) {
  const Plane grey = grey_of(picture);
  const Plane ink = ink_of(grey);
  const Box box = box_of(ink);
  if (box.width() <= 0) {
    throw_value_error(text("the picture of ", picture.width, " x ", picture.height,
                           " pixels is empty: nothing stands out from its border"));
  }
  if (is_as_mnist_has_it(ink, box)) {
    Plane whole = grey;
    if (border_median(grey) > 127) {
      for (float& value : whole.values) value = 255 - value;
    }
    return tensor(whole.values).reshape({kSide, kSide});
  }
  const Plane cut = cut_out(ink, box);
  const double scale =
      static_cast<double>(kInkSide) / static_cast<double>(std::max(cut.width, cut.height));
  const auto length = [scale](int64_t pixels) {
    return std::max<int64_t>(1, std::lround(static_cast<double>(pixels) * scale));
  };
  const Plane small = resized(cut, length(cut.width), length(cut.height));
  return tensor(centred(small).values).reshape({kSide, kSide});
}

Tensor scaled_picture(const Picture& picture, int64_t height, int64_t width, int64_t channels) {
  if (channels == 1) {
    return tensor(resized(grey_of(picture), width, height).values).reshape({height, width, 1});
  }
  std::vector<float> values(static_cast<size_t>(height * width * channels));
  for (size_t channel = 0; channel < 3; ++channel) {
    Plane plane{picture.width, picture.height, {}};
    for (size_t i = channel; i < picture.rgb.size(); i += 3) plane.values.push_back(picture.rgb[i]);
    const Plane scaled = resized(plane, width, height);
    for (size_t i = 0; i < scaled.values.size(); ++i) values[3 * i + channel] = scaled.values[i];
  }
  return tensor(values).reshape({height, width, channels});
}

}  // namespace keratin::command
