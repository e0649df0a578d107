// The calls of windows, composed from the primitives: what every backend can do, and what a
// backend's own version must equal.
#include <algorithm>
#include <limits>

#include "keratin/backend/backend.h"
#include "keratin/backend/composer_internal.h"

namespace keratin {
namespace {

/// A view of the same memory with other axes, from an element on.
template <class AnyView>
AnyView reshaped(AnyView view, int64_t at, const Shape& shape, const Shape& strides) {
  using Byte = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(view.data)>>,
                                  const char, char>;
  view.data = static_cast<Byte*>(view.data) + at * static_cast<int64_t>(itemsize_of(view.dtype));
  view.shape = shape;
  view.strides = strides;
  return view;
}

Shape joined(std::initializer_list<Shape> parts) {
  Shape result;
  for (const Shape& part : parts) {
    for (int i = 0; i < part.rank(); ++i) result.push_back(part[i]);
  }
  return result;
}

/// The axes between the first and the last.
Shape spatial_of(const Shape& shape) {
  Shape result;
  for (int i = 1; i + 1 < shape.rank(); ++i) result.push_back(shape[i]);
  return result;
}

/// One sample with the padding around it, and how windows see it.
class Padded {
 public:
  Padded(Backend& backend, const SlidingWindow& window, const Shape& inputs, const Shape& outputs,
         DType dtype)
      : backend_(backend), window_(window), inputs_(spatial_of(inputs)) {
    outputs_ = spatial_of(outputs);
    Shape shape;
    for (int i = 0; i < window.rank(); ++i) {
      const int64_t seen = (outputs_[i] - 1) * window.strides[i] + window.reach(i);
      shape.push_back(std::max(window.before[i] + inputs_[i], seen));
    }
    shape.push_back(inputs.back());
    memory_ = Tensor(shape, dtype, backend.device());
    strides_ = row_major_strides(shape);
  }

  void fill(Scalar value) { backend_.run(FillCall{.value = value, .y = memory_.view()}); }
  void load(const ConstView& x, int64_t sample) {
    backend_.run(CopyCall{.x = sample_of(x, sample), .y = inside()});
  }
  void store(const View& x, int64_t sample) {
    backend_.run(CopyCall{.x = inside(), .y = sample_of(x, sample)});
  }
  /// [outputs..., channels]: what each output sees at one place of the window.
  View seen_at(const Shape& place, int64_t channel, int64_t channels) const {
    int64_t at = channel;
    Shape strides;
    for (int i = 0; i < window_.rank(); ++i) {
      at += place[i] * window_.dilation[i] * strides_[i];
      strides.push_back(window_.strides[i] * strides_[i]);
    }
    return reshaped(memory_.view(), at, joined({outputs_, {channels}}), joined({strides, {1}}));
  }
  /// [outputs..., window..., channels]: all that they see.
  View seen(int64_t channel, int64_t channels) const {
    Shape over, within;
    for (int i = 0; i < window_.rank(); ++i) {
      over.push_back(window_.strides[i] * strides_[i]);
      within.push_back(window_.dilation[i] * strides_[i]);
    }
    return reshaped(memory_.view(), channel, joined({outputs_, window_.size, {channels}}),
                    joined({over, within, {1}}));
  }
  const Shape& outputs() const { return outputs_; }

 private:
  template <class AnyView>
  static AnyView sample_of(const AnyView& x, int64_t sample) {
    return reshaped(x, sample * x.strides[0], x.shape.tail(), x.strides.tail());
  }
  View inside() const {
    int64_t at = 0;
    for (int i = 0; i < window_.rank(); ++i) at += window_.before[i] * strides_[i];
    return reshaped(memory_.view(), at, joined({inputs_, {memory_.shape().back()}}), strides_);
  }

  Backend& backend_;
  const SlidingWindow& window_;
  Shape inputs_, outputs_, strides_;
  Tensor memory_;
};

/// f(place) for each place of a window, in row-major order.
template <class F>
void for_each_place(const Shape& size, F f) {
  Shape place = size;
  for (int64_t i = 0; i < size.size(); ++i) {
    int64_t rest = i;
    for (int axis = size.rank(); axis-- > 0; rest /= size[axis]) place[axis] = rest % size[axis];
    f(place, i);
  }
}

/// What the calls of a convolution have in common.
struct Lengths {
  int64_t batch, rows, depth, channels, units;  // channels and units are those of a group
  Lengths(const Shape& x, const Shape& y, const SlidingWindow& window, int64_t groups)
      : batch(x[0]),
        rows(spatial_of(y).size()),
        depth(window.size.size() * (x.back() / groups)),
        channels(x.back() / groups),
        units(y.back() / groups) {}
};

/// The units of group g of a sample of y, or of the kernel: `rows` of them.
template <class AnyView>
AnyView units_of(const AnyView& view, int64_t row, int64_t rows, int64_t group,
                 const Lengths& lengths) {
  const int64_t all = view.shape.back();
  return reshaped(view, row * all + group * lengths.units, {rows, lengths.units}, {all, 1});
}

ConstView transposed(const ConstView& x) {
  return reshaped(x, 0, {x.shape[1], x.shape[0]}, {x.strides[1], x.strides[0]});
}

}  // namespace

void Backend::run(const ConvolutionCall& call) {
  if (is_narrow(call.y.dtype)) {
    const Tensor x = in_float32(*this, call.x), kernel = in_float32(*this, call.kernel);
    const Tensor bias = call.bias ? in_float32(*this, *call.bias) : Tensor();
    return rounded_into(*this, call.y, [&](const View& wide) {
      ConvolutionCall in_wide = call;
      in_wide.x = x.view();
      in_wide.kernel = kernel.view();
      if (call.bias) in_wide.bias = bias.view();
      in_wide.y = wide;
      run(in_wide);
    });
  }
  if (call.y.shape.size() == 0) return;
  const Lengths n(call.x.shape, call.y.shape, call.window, call.groups);
  Padded padded(*this, call.window, call.x.shape, call.y.shape, call.x.dtype);
  const Tensor patches({n.rows, n.depth}, call.x.dtype, device());
  padded.fill(0);
  for (int64_t sample = 0; sample < n.batch; ++sample) {
    padded.load(call.x, sample);
    for (int64_t group = 0; group < call.groups; ++group) {
      const View seen = padded.seen(group * n.channels, n.channels);
      run(CopyCall{.x = seen,
                   .y = reshaped(patches.view(), 0, seen.shape, row_major_strides(seen.shape))});
      const auto of_group = [&](const std::optional<ConstView>& all) {
        return all ? std::optional(reshaped(*all, group * n.units, {n.units}, {1})) : all;
      };
      run(DenseCall{.x = patches.view(),
                    .kernel = units_of(call.kernel, 0, n.depth, group, n),
                    .factor = of_group(call.factor),
                    .bias = of_group(call.bias),
                    .activation = call.activation,
                    .y = units_of(call.y, sample * n.rows, n.rows, group, n)});
    }
  }
}

void Backend::run(const ConvolutionInputGradientCall& call) {
  if (is_narrow(call.dx.dtype)) {
    const Tensor dy = in_float32(*this, call.dy), kernel = in_float32(*this, call.kernel);
    return rounded_into(*this, call.dx, [&](const View& wide) {
      run(ConvolutionInputGradientCall{.dy = dy.view(),
                                       .kernel = kernel.view(),
                                       .window = call.window,
                                       .groups = call.groups,
                                       .dx = wide});
    });
  }
  if (call.dx.shape.size() == 0) return;
  const Lengths n(call.dx.shape, call.dy.shape, call.window, call.groups);
  Padded padded(*this, call.window, call.dx.shape, call.dy.shape, call.dx.dtype);
  const Tensor patches({n.rows, n.depth}, call.dx.dtype, device());
  for (int64_t sample = 0; sample < n.batch; ++sample) {
    padded.fill(0);
    for (int64_t group = 0; group < call.groups; ++group) {
      run(MatmulCall{.a = units_of(call.dy, sample * n.rows, n.rows, group, n),
                     .b = transposed(units_of(call.kernel, 0, n.depth, group, n)),
                     .y = patches.view()});
      for_each_place(call.window.size, [&](const Shape& place, int64_t i) {
        const View to = padded.seen_at(place, group * n.channels, n.channels);
        Shape strides = row_major_strides(to.shape);
        for (int axis = 0; axis + 1 < strides.rank(); ++axis) {
          strides[axis] = strides[axis] / n.channels * n.depth;
        }
        const View from = reshaped(patches.view(), i * n.channels, to.shape, strides);
        run(BinaryCall{.f = Binary::add, .a = to, .b = from, .y = to});
      });
    }
    padded.store(call.dx, sample);
  }
}

void Backend::run(const ConvolutionKernelGradientCall& call) {
  if (is_narrow(call.dkernel.dtype)) {
    const Tensor x = in_float32(*this, call.x), dy = in_float32(*this, call.dy);
    return rounded_into(*this, call.dkernel, [&](const View& wide) {
      run(ConvolutionKernelGradientCall{.x = x.view(),
                                        .dy = dy.view(),
                                        .window = call.window,
                                        .groups = call.groups,
                                        .dkernel = wide});
    });
  }
  run(FillCall{.value = 0, .y = call.dkernel});
  if (call.dy.shape.size() == 0) return;
  const Lengths n(call.x.shape, call.dy.shape, call.window, call.groups);
  Padded padded(*this, call.window, call.x.shape, call.dy.shape, call.x.dtype);
  const Tensor patches({n.rows, n.depth}, call.x.dtype, device());
  const Tensor product({n.depth, n.units}, call.x.dtype, device());
  padded.fill(0);
  for (int64_t sample = 0; sample < n.batch; ++sample) {
    padded.load(call.x, sample);
    for (int64_t group = 0; group < call.groups; ++group) {
      const View seen = padded.seen(group * n.channels, n.channels);
      run(CopyCall{.x = seen,
                   .y = reshaped(patches.view(), 0, seen.shape, row_major_strides(seen.shape))});
      run(MatmulCall{.a = transposed(patches.view()),
                     .b = units_of(call.dy, sample * n.rows, n.rows, group, n),
                     .y = product.view()});
      const View sum = units_of(call.dkernel, 0, n.depth, group, n);
      run(BinaryCall{.f = Binary::add, .a = sum, .b = product.view(), .y = sum});
    }
  }
}

namespace {

/// How many elements each output sees, as [outputs..., 1] of a dtype.
Tensor seen_counts(Backend& backend, const SlidingWindow& window, const Shape& x, const Shape& y,
                   DType dtype) {
  const Shape inputs = x.with_back(1), outputs = y.with_back(1);
  const Tensor ones(inputs.with_front(1), dtype, backend.device());
  const Tensor counts(outputs.tail(), dtype, backend.device());
  backend.run(FillCall{.value = 1, .y = ones.view()});
  backend.run(FillCall{.value = 0, .y = counts.view()});
  Padded padded(backend, window, inputs, outputs, dtype);
  padded.fill(0);
  padded.load(ones.view(), 0);
  for_each_place(window.size, [&](const Shape& place, int64_t) {
    backend.run(BinaryCall{.f = Binary::add,
                           .a = counts.view(),
                           .b = padded.seen_at(place, 0, 1),
                           .y = counts.view()});
  });
  return counts;
}

Scalar outside_of(PoolKind pool) {
  return pool == PoolKind::max ? Scalar(-std::numeric_limits<double>::infinity()) : Scalar(0.0);
}

template <class AnyView>
AnyView one_of(const AnyView& x, int64_t sample) {
  return reshaped(x, sample * x.strides[0], x.shape.tail(), x.strides.tail());
}

}  // namespace

void Backend::run(const PoolCall& call) {
  const auto& [pool, x, window, y] = call;
  if (pool == PoolKind::average && is_narrow(y.dtype)) {
    const Tensor wide_x = in_float32(*this, x);
    return rounded_into(*this, y, [&, window = window](const View& wide) {
      run(PoolCall{.pool = PoolKind::average, .x = wide_x.view(), .window = window, .y = wide});
    });
  }
  if (y.shape.size() == 0) return;
  Padded padded(*this, window, x.shape, y.shape, x.dtype);
  padded.fill(outside_of(pool));
  run(FillCall{.value = outside_of(pool), .y = y});
  const Binary join = pool == PoolKind::max ? Binary::maximum : Binary::add;
  for (int64_t sample = 0; sample < x.shape[0]; ++sample) {
    padded.load(x, sample);
    const View to = one_of(y, sample);
    for_each_place(window.size, [&, join = join](const Shape& place, int64_t) {
      run(BinaryCall{.f = join, .a = to, .b = padded.seen_at(place, 0, to.shape.back()), .y = to});
    });
  }
  if (pool == PoolKind::max) return;
  const Tensor counts = seen_counts(*this, window, x.shape, y.shape, y.dtype);
  run(BinaryCall{.f = Binary::divide, .a = y, .b = broadcast_to(counts.view(), y.shape), .y = y});
}

void Backend::run(const PoolGradientCall& call) {
  const auto& [pool, x, y, dy, window, dx] = call;
  if (is_narrow(dx.dtype)) {
    const Tensor wide_x = in_float32(*this, x), wide_y = in_float32(*this, y),
                 wide_dy = in_float32(*this, dy);
    return rounded_into(*this, dx, [&, pool = pool, window = window](const View& wide) {
      run(PoolGradientCall{.pool = pool,
                           .x = wide_x.view(),
                           .y = wide_y.view(),
                           .dy = wide_dy.view(),
                           .window = window,
                           .dx = wide});
    });
  }
  if (dx.shape.size() == 0) return;
  run(FillCall{.value = 0, .y = dx});
  if (dy.shape.size() == 0) return;
  const int64_t channels = dx.shape.back();
  const Shape outputs = dy.shape.tail();
  const bool is_max = pool == PoolKind::max;
  Padded values(*this, window, x.shape, dy.shape, x.dtype),
      sums(*this, window, x.shape, dy.shape, x.dtype);
  const Tensor share(outputs, dx.dtype, device()), none(outputs, dx.dtype, device());
  const Tensor left(outputs, DType::bool_, device()), hit(outputs, DType::bool_, device());
  const Tensor counts = is_max ? Tensor() : seen_counts(*this, window, x.shape, dy.shape, dx.dtype);
  run(FillCall{.value = 0, .y = none.view()});
  values.fill(outside_of(pool));
  for (int64_t sample = 0; sample < dx.shape[0]; ++sample) {
    const ConstView gradient = one_of(dy, sample), value = one_of(y, sample);
    sums.fill(0);
    if (is_max) {
      values.load(x, sample);
      run(FillCall{.value = true, .y = left.view()});
    } else {
      run(BinaryCall{.f = Binary::divide,
                     .a = gradient,
                     .b = broadcast_to(counts.view(), outputs),
                     .y = share.view()});
    }
    for_each_place(window.size, [&](const Shape& place, int64_t) {
      if (is_max) {
        run(BinaryCall{.f = Binary::equal,
                       .a = values.seen_at(place, 0, channels),
                       .b = value,
                       .y = hit.view()});
        run(BinaryCall{
            .f = Binary::logical_and, .a = hit.view(), .b = left.view(), .y = hit.view()});
        run(SelectCall{
            .condition = hit.view(), .a = gradient, .b = none.view(), .y = share.view()});
        run(BinaryCall{
            .f = Binary::logical_xor, .a = left.view(), .b = hit.view(), .y = left.view()});
      }
      const View to = sums.seen_at(place, 0, channels);
      run(BinaryCall{.f = Binary::add, .a = to, .b = share.view(), .y = to});
    });
    sums.store(dx, sample);
  }
}

}  // namespace keratin
