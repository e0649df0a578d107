// From scores of steps to labels, by the largest of each or by beams.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/ctc.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

using Paths = std::pair<Tensor, Tensor>;

int64_t checked_blank(const Tensor& inputs, const Tensor& lengths,
                      const CtcDecodeOptions& options) {
  if (inputs.ndim() != 3 || lengths.ndim() != 1 || lengths.shape()[0] != inputs.shape()[0]) {
    throw_shape_error("ctc_decode: needs inputs (batch, steps, classes) and lengths (batch,)",
                      {{"inputs", describe(inputs)}, {"sequence_lengths", describe(lengths)}});
  }
  const int64_t classes = inputs.shape()[2];
  const int64_t blank = options.mask_index.value_or(classes - 1);
  if (blank < 0 || blank >= classes) {
    throw_value_error(text("ctc_decode: mask_index is ", blank, ", of ", classes, " classes"));
  }
  if (options.strategy == "greedy") return blank;
  if (options.strategy != "beam_search") {
    throw_value_error(text("ctc_decode: Invalid strategy ", options.strategy,
                           ". Supported values are 'greedy' and 'beam_search'."));
  }
  if (options.beam_width < 1 || options.top_paths < 1 ||
      options.top_paths > 2 * options.beam_width) {
    throw_value_error(
        text("ctc_decode: beam_width must be at least 1, and top_paths from 1 to "
             "twice that, received ",
             options.beam_width, " and ", options.top_paths));
  }
  if (inputs.shape()[1] < 1) throw_shape_error("ctc_decode: beam_search needs a step");
  return blank;
}

Tensor numbers_up_to(int64_t n, Device device) { return arange(0, n, 1, int32).to(device); }

Paths greedy(const Tensor& logits, const Tensor& lengths, int64_t blank, bool merge_repeated) {
  const int64_t steps = logits.shape()[1];
  const Tensor places = numbers_up_to(steps, logits.device());
  const Tensor is_behind = places >= expand_dims(lengths.as_dtype(int32), 1);
  Tensor labels = where(is_behind, blank, argmax(logits, -1));
  const Tensor scores = where(is_behind, 0, max(logits, {.axis = -1}));
  if (merge_repeated && steps > 1) {
    const Tensor rest = sliced(labels, 1, slice(1, steps));
    const Tensor is_same = rest == sliced(labels, 1, slice(0, steps - 1));
    labels = concatenate({sliced(labels, 1, slice(0, 1)), where(is_same, blank, rest)}, 1);
  }
  const Tensor is_blank = labels == blank;
  const Tensor order = argsort(where(is_blank, steps, places), -1);
  const Tensor y = take_along_axis(where(is_blank, -1, labels), order, -1);
  return {expand_dims(y.as_dtype(int32), 0), -sum(scores, {.axis = 1, .keepdims = true})};
}

// --- beams ---
// Classes are turned around, class c is number classes - 1 - c, so that of equal scores the smaller
// class comes first, as in Keras, where sorting is stable and the last ones are the best.

using Path = std::vector<int32_t>;

constexpr double kNever = -std::numeric_limits<double>::infinity();

/// The beginnings of one sequence; of each, the logarithms of the probability of all ways to it
/// that end with its last label, and of those that end with a blank.
template <class T>
class Beams {
 public:
  Beams(int64_t classes, int64_t blank, int64_t width)
      : classes_(static_cast<size_t>(classes)),
        blank_(static_cast<size_t>(classes - 1 - blank)),
        width_(static_cast<size_t>(width)) {}

  void begin(const T* frame) {
    std::vector<size_t> order(classes_);
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return at(frame, a) < at(frame, b); });
    for (size_t i = classes_ - std::min(classes_, width_); i < classes_; ++i) {
      const size_t c = order[i];
      Beam& beam = beams_[c == blank_ ? Path() : Path{static_cast<int32_t>(c)}];
      (c == blank_ ? beam.masked : beam.emitted) = at(frame, c);
    }
  }

  void step(const T* frame) {
    std::map<Path, Beam> next;
    for (const auto& [path, beam] : beams_) extend(path, beam, frame, next);
    const auto order = in_order(next);
    beams_.clear();
    const size_t first = order.size() - std::min(order.size(), width_);
    for (size_t i = first; i < order.size(); ++i) beams_.insert(*order[i].second);
  }

  /// The best ones, with their scores.
  std::vector<std::pair<T, Path>> best(size_t count) const {
    std::vector<std::pair<T, Path>> result;
    for (const auto& [score, beam] : in_order(beams_)) result.emplace_back(score, beam->first);
    std::reverse(result.begin(), result.end());
    result.resize(count, {never(), Path()});
    for (auto& [score, path] : result) {
      for (int32_t& c : path) c = static_cast<int32_t>(classes_) - 1 - c;
    }
    return result;
  }

 private:
  struct Beam {
    T emitted = never(), masked = never();
  };
  static T never() { return static_cast<T>(kNever); }
  T at(const T* frame, size_t c) const { return frame[classes_ - 1 - c]; }

  /// log(exp(a) + exp(b))
  static T sum_of(T a, T b) {
    const T larger = std::max(a, b);
    return larger == never() ? larger : larger + std::log1p(std::exp(std::min(a, b) - larger));
  }

  using Map = std::map<Path, Beam>;
  /// Those that can be: the least probable first, of equal ones the first path.
  static std::vector<std::pair<T, typename Map::const_iterator>> in_order(const Map& beams) {
    std::vector<std::pair<T, typename Map::const_iterator>> order;
    for (auto it = beams.cbegin(); it != beams.cend(); ++it) {
      const T score = sum_of(it->second.emitted, it->second.masked);
      if (score != never()) order.emplace_back(score, it);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return order;
  }

  void extend(const Path& path, const Beam& beam, const T* frame, Map& next) const {
    const T all = sum_of(beam.emitted, beam.masked);
    const auto add = [](T& score, T more) { score = sum_of(score, more); };
    Beam& same = next[path];
    Path longer = path;
    longer.push_back(0);
    for (size_t c = 0; c < classes_; ++c) {
      const T x = at(frame, c);
      longer.back() = static_cast<int32_t>(c);
      if (c == blank_) {
        add(same.masked, all + x);
      } else if (!path.empty() && path.back() == longer.back()) {
        add(same.emitted, beam.emitted + x);  // without a blank between them it is one label
        add(next[longer].emitted, beam.masked + x);
      } else {
        add(next[longer].emitted, all + x);
      }
    }
  }

  size_t classes_, blank_, width_;
  std::map<Path, Beam> beams_;  // in the order of their classes
};

template <class T>
Paths decoded(const Tensor& scores, const std::vector<int64_t>& lengths, int64_t blank,
              const CtcDecodeOptions& options) {
  const Shape shape = scores.shape();
  const int64_t steps = shape[1], classes = shape[2];
  const std::vector<T> frames = scores.to_vector<T>();
  const auto count = static_cast<size_t>(options.top_paths);
  const auto batch = lengths.size(), length = static_cast<size_t>(steps);
  std::vector<int32_t> paths(count * batch * length, -1);
  std::vector<T> logarithms;
  for (size_t b = 0; b < batch; ++b) {
    const T* frame = frames.data() + b * length * static_cast<size_t>(classes);
    Beams<T> beams(classes, blank, options.beam_width);
    beams.begin(frame);
    for (int64_t t = 1; t < std::min(steps, lengths[b]); ++t) beams.step(frame + t * classes);
    size_t k = 0;
    for (const auto& [score, path] : beams.best(count)) {
      logarithms.push_back(score);
      std::copy(path.begin(), path.end(), &paths[(k++ * batch + b) * length]);
    }
  }
  return {tensor(paths, {options.top_paths, shape[0], steps}),
          tensor(logarithms, {shape[0], options.top_paths})};
}

}  // namespace

Paths ctc_decode(const Tensor& inputs, const Tensor& sequence_lengths,
                 const CtcDecodeOptions& options) {
  const int64_t blank = checked_blank(inputs, sequence_lengths, options);
  if (is_any_symbolic({inputs, sequence_lengths})) {
    const ConfigValue mask = options.mask_index ? ConfigValue(*options.mask_index) : ConfigValue();
    const Tensors y = symbolic_op_list({.class_name = "CTCDecode",
                                        .module = "nn",
                                        .arguments = {{}, {}},
                                        .config = {{"strategy", options.strategy},
                                                   {"beam_width", options.beam_width},
                                                   {"top_paths", options.top_paths},
                                                   {"merge_repeated", options.merge_repeated},
                                                   {"mask_index", mask}}},
                                       {inputs, sequence_lengths}, [options](const Tensors& in) {
                                         const auto [paths, scores] =
                                             ctc_decode(in[0], in[1], options);
                                         return Tensors{paths, scores};
                                       });
    return {y[0], y[1]};
  }
  const Tensor logits = inputs.as_dtype(promote(inputs.dtype(), float32));
  if (options.strategy == "greedy") {
    return greedy(logits, sequence_lengths, blank, options.merge_repeated);
  }
  const Device device = common_device("ctc_decode", inputs, sequence_lengths);
  if (device == kMeta) {
    const Shape& s = inputs.shape();
    return {empty({options.top_paths, s[0], s[1]}, int32, kMeta),
            empty({s[0], options.top_paths}, logits.dtype(), kMeta)};
  }
  const Tensor scores = log_softmax(logits.detach());
  const std::vector<int64_t> lengths = sequence_lengths.as_dtype(int64).to_vector<int64_t>();
  const auto [paths, logarithms] = logits.dtype() == float64
                                       ? decoded<double>(scores, lengths, blank, options)
                                       : decoded<float>(scores, lengths, blank, options);
  return {paths.to(device), logarithms.to(device)};
}

}  // namespace keratin::ops
