// One writer's digit: the glyph's points move, the curve through them is bent, slanted, turned and
// fitted to MNIST's frame, and a pen with a width of its own goes along it.
#include "keratin/datasets/digit_drawing_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "keratin/datasets/digit_strokes_internal.h"

namespace keratin::datasets {
namespace {

constexpr double two_pi = 2 * std::numbers::pi;

/// How much writers differ: standard deviations, in parts of the digit's height, radians or pixels.
/// More of it teaches a network to read more of MNIST, and spoils more digits for human eyes.
constexpr double point_jitter = 0.05, aspect_spread = 0.26, slant_spread = 0.27, turn_spread = 0.15,
                 bend_spread = 0.1, squeeze_spread = 0.22, wave_spread = 0.035, pen_mean = 1.1,
                 pen_spread = 0.4, pen_wobble = 0.2, pen_edge = 1.5, end_spread = 0.03,
                 pressure_spread = 0.6, grain_spread = 0.2;

/// How far each digit usually leans to the right: x over y.
constexpr double usual_slants[10] = {0.25, 0.3, 0.13, 0.12, 0.2, 0.2, 0.04, 0.04, 0.2, 0.13};

const Glyph& choose(std::span<const Glyph> glyphs, RandomSequence& random) {
  double total = 0;
  for (const Glyph& glyph : glyphs) total += glyph.weight;
  double left = random.next_uniform() * total;
  for (const Glyph& glyph : glyphs) {
    left -= glyph.weight;
    if (left < 0) return glyph;
  }
  return glyphs.back();
}

bool is_same(const StrokePoint& a, const StrokePoint& b) { return a.x == b.x && a.y == b.y; }

/// Every point moves a little; points that stand twice move together.
PenStroke jittered(const PenStroke& stroke, RandomSequence& random) {
  PenStroke moved;
  for (size_t i = 0; i < stroke.size(); ++i) {
    if (i > 0 && is_same(stroke[i], stroke[i - 1])) {
      moved.push_back(moved.back());
      continue;
    }
    const double dx = point_jitter * random.next_normal();
    const double dy = point_jitter * random.next_normal();
    moved.push_back({stroke[i].x + dx, stroke[i].y + dy});
  }
  // The pen is set down and lifted a little early or late.
  const auto stretch = [&random](StrokePoint& end, const StrokePoint& next) {
    const double by = end_spread * random.next_normal();
    const double length = std::hypot(end.x - next.x, end.y - next.y) + 1e-9;
    end = {end.x + by * (end.x - next.x) / length, end.y + by * (end.y - next.y) / length};
  };
  stretch(moved.front(), moved[1]);
  stretch(moved.back(), moved[moved.size() - 2]);
  return moved;
}

/// Catmull and Rom's spline (1974) through the points, `steps` pieces between two of them.
PenStroke smooth(const PenStroke& points) {
  constexpr int steps = 7;
  PenStroke curve = {points.front()};
  const size_t last = points.size() - 1;
  for (size_t i = 0; i < last; ++i) {
    const StrokePoint &a = points[i > 0 ? i - 1 : 0], &b = points[i], &c = points[i + 1],
                      &d = points[std::min(i + 2, last)];
    if (is_same(b, c)) continue;
    for (int step = 1; step <= steps; ++step) {
      const double t = static_cast<double>(step) / steps;
      const auto along = [t](double p, double q, double r, double s) {
        return 0.5 * (2 * q +
                      t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * q - p - 3 * r + s))));
      };
      curve.push_back({along(a.x, b.x, c.x, d.x), along(a.y, b.y, c.y, d.y)});
    }
  }
  return curve;
}

/// A displacement of the plane that varies slowly with the place: what hands do to shapes.
class Distortion {
 public:
  Distortion(double aspect, double usual_slant, RandomSequence& random)
      : width_(aspect * std::exp(aspect_spread * random.next_normal())),
        slant_(usual_slant + slant_spread * random.next_normal()),
        turn_(turn_spread * random.next_normal()),
        bend_(bend_spread * random.next_normal()),
        squeeze_(squeeze_spread * random.next_normal()) {
    for (Wave& wave : waves_) {
      const double angle = two_pi * random.next_uniform();
      const double frequency = two_pi * (0.5 + random.next_uniform());
      wave = {frequency * std::cos(angle), frequency * std::sin(angle),
              two_pi * random.next_uniform(), wave_spread * random.next_normal(),
              wave_spread * random.next_normal()};
    }
  }

  /// From the glyph's box to a digit about one high around the origin.
  StrokePoint operator()(const StrokePoint& from) const {
    double x = (from.x - 0.5) * width_, y = from.y - 0.5;
    const double bow = 0.25 - y * y;
    x += bend_ * bow * width_;
    y += squeeze_ * bow;
    for (const Wave& wave : waves_) {
      const double height = std::sin(wave.along_x * x + wave.along_y * y + wave.phase);
      x += wave.dx * height;
      y += wave.dy * height;
    }
    x -= slant_ * y;
    return {x * std::cos(turn_) - y * std::sin(turn_), x * std::sin(turn_) + y * std::cos(turn_)};
  }

 private:
  struct Wave {
    double along_x, along_y, phase, dx, dy;
  };
  double width_, slant_, turn_, bend_, squeeze_;
  std::array<Wave, 3> waves_{};
};

/// Scales the strokes so that they fill a box of 20 pixels from (margin, margin) on with the pen's
/// width.
constexpr int box_side = 20, margin = 2;
void fit_to_box(std::vector<PenStroke>& strokes, double radius) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double left = infinity, right = -infinity, top = infinity, bottom = -infinity;
  for (const PenStroke& stroke : strokes) {
    for (const StrokePoint& point : stroke) {
      left = std::min(left, point.x);
      right = std::max(right, point.x);
      top = std::min(top, point.y);
      bottom = std::max(bottom, point.y);
    }
  }
  const double scale = (box_side - 2 * radius) / std::max(right - left, bottom - top);
  for (PenStroke& stroke : strokes) {
    for (StrokePoint& point : stroke) {
      point = {(point.x - left) * scale + margin + radius,
               (point.y - top) * scale + margin + radius};
    }
  }
}

double distance_to_segment(double x, double y, const StrokePoint& a, const StrokePoint& b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double squared = dx * dx + dy * dy;
  const double along =
      squared > 0 ? std::clamp(((x - a.x) * dx + (y - a.y) * dy) / squared, 0.0, 1.0) : 0;
  return std::sqrt((a.x + along * dx - x) * (a.x + along * dx - x) +
                   (a.y + along * dy - y) * (a.y + along * dy - y));
}

/// How much of each pixel the pen has covered, 0 to 1.
constexpr int ink_side = box_side + 2 * margin;
using Ink = std::array<double, ink_side * ink_side>;

/// Covers every pixel by how much of it the pen touches on its way from a to b.
void draw_segment(const StrokePoint& a, const StrokePoint& b, double radius, Ink& ink) {
  const auto limit = [](double place) { return std::clamp(static_cast<int>(place), 0, ink_side); };
  const double reach = radius + pen_edge;
  const int x0 = limit(std::min(a.x, b.x) - reach), x1 = limit(std::max(a.x, b.x) + reach + 1);
  const int y0 = limit(std::min(a.y, b.y) - reach), y1 = limit(std::max(a.y, b.y) + reach + 1);
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const double distance = distance_to_segment(x + 0.5, y + 0.5, a, b);
      double& pixel = ink[static_cast<size_t>(y * ink_side + x)];
      pixel = std::max(pixel, std::clamp((radius - distance) / pen_edge + 0.5, 0.0, 1.0));
    }
  }
}

/// Puts the ink into the image, moved by whole pixels so that its centre of mass comes to pixel
/// (14, 14), as MNIST's makers did. Full ink is even, its edges are grainy.
void copy_centered(const Ink& ink, double pressure, RandomSequence& random, uint8_t* image) {
  double total = 0, x_moment = 0, y_moment = 0;
  for (int y = 0; y < ink_side; ++y) {
    for (int x = 0; x < ink_side; ++x) {
      const double part = ink[static_cast<size_t>(y * ink_side + x)];
      total += part;
      x_moment += part * x;
      y_moment += part * y;
    }
  }
  const auto x_shift = static_cast<int>(std::lround(digit_side / 2 - x_moment / total));
  const auto y_shift = static_cast<int>(std::lround(digit_side / 2 - y_moment / total));
  std::fill_n(image, digit_side * digit_side, uint8_t{0});
  for (int y = 0; y < ink_side; ++y) {
    for (int x = 0; x < ink_side; ++x) {
      const double part = ink[static_cast<size_t>(y * ink_side + x)];
      const int to_x = x + x_shift, to_y = y + y_shift;
      if (part == 0 || std::min(to_x, to_y) < 0 || std::max(to_x, to_y) >= digit_side) continue;
      const double grain = 1 - grain_spread * std::abs(random.next_normal()) * (1 - part);
      image[to_y * digit_side + to_x] =
          static_cast<uint8_t>(std::lround(255 * std::min(1.0, part * pressure * grain)));
    }
  }
}

}  // namespace

void draw_digit(int digit, RandomSequence& random, uint8_t* image) {
  const Glyph& glyph = choose(glyphs_of(digit), random);
  const Distortion distortion(glyph.aspect, usual_slants[digit], random);
  std::vector<PenStroke> strokes;
  for (const PenStroke& stroke : glyph.strokes) {
    strokes.push_back(smooth(jittered(stroke, random)));
    for (StrokePoint& point : strokes.back()) point = distortion(point);
  }
  const double radius =
      std::clamp(pen_mean * std::exp(pen_spread * random.next_normal()), 0.55, 2.6);
  fit_to_box(strokes, radius + (pen_edge - 1) / 2);

  Ink ink{};
  const double phase = two_pi * random.next_uniform();
  for (const PenStroke& stroke : strokes) {
    for (size_t i = 1; i < stroke.size(); ++i) {
      const double wobble = 1 + pen_wobble * std::sin(phase + 0.12 * static_cast<double>(i));
      draw_segment(stroke[i - 1], stroke[i], radius * wobble, ink);
    }
  }
  copy_centered(ink, 1 + pressure_spread * random.next_uniform(), random, image);
}

}  // namespace keratin::datasets
