#include "keratin/ops/patches.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// The windows over height and width of a padded image.
struct Windows {
  Shape size, dilation, padding, stride, count;
};

Windows windows_of(const char* name, const Shape& image, const Sizes& kernel_size,
                   const WindowOptions& options) {
  Windows w = {kernel_size.for_axes(2, "kernel_size"),
               options.dilation.for_axes(2, "dilation"),
               options.padding.for_axes(2, "padding", 0),
               options.stride.for_axes(2, "stride"),
               {}};
  for (int i = 0; i < 2; ++i) {
    const int64_t reach = w.dilation[i] * (w.size[i] - 1) + 1;
    const int64_t length = image[i] + 2 * w.padding[i];
    if (reach > length) {
      throw_shape_error(text(name, ": a window of ", reach, " does not fit into ", length,
                             " pixels along ", i == 0 ? "the height" : "the width"));
    }
    w.count.push_back((length - reach) / w.stride[i] + 1);
  }
  return w;
}

/// Of each window the pixel in row i and column j, a view: [batch, channels, counts...].
Tensor pixels_at(const Tensor& padded, const Windows& w, int64_t i, int64_t j) {
  const auto range = [&w](int axis, int64_t place) {
    const int64_t start = place * w.dilation[axis], step = w.stride[axis];
    return slice(start, start + (w.count[axis] - 1) * step + 1, step);
  };
  return sliced(sliced(padded, 2, range(0, i)), 3, range(1, j));
}

Tensor unfolded(const Tensor& padded, const Windows& w) {
  std::vector<Tensor> rows;
  for (int64_t i = 0; i < w.size[0]; ++i) {
    for (int64_t j = 0; j < w.size[1]; ++j) rows.push_back(pixels_at(padded, w, i, j));
  }
  const Shape& shape = padded.shape();
  return reshape(stack(rows, 2), {shape[0], shape[1] * w.size.size(), w.count.size()});
}

/// The sums of windows over padded images [batch, channels, height, width].
Tensor folded(const Tensor& x, const Shape& padded, const Windows& w) {
  Tensor y = zeros(padded, x.dtype(), x.device());
  const Tensor windows =
      reshape(x.detach(), {padded[0], padded[1], w.size.size(), w.count[0], w.count[1]});
  for (int64_t i = 0; i < w.size[0]; ++i) {
    for (int64_t j = 0; j < w.size[1]; ++j) {
      const Tensor sum = pixels_at(y, w, i, j);
      const Tensor one = indexed(windows, {slice(), slice(), Index(i * w.size[1] + j)});
      backend_of(y).run(
          BinaryCall{.f = Binary::add, .a = sum.view(), .b = one.view(), .y = sum.view()});
    }
  }
  return record("fold", y, {&x}, [w](const Tensor& dy) { return Gradients{unfolded(dy, w)}; });
}

Config config_of(const Sizes& kernel_size, const WindowOptions& options) {
  const auto value = [](const Sizes& sizes) {
    return sizes.list.rank() == 1 ? ConfigValue(sizes.list[0]) : to_value(sizes.list);
  };
  return {{"kernel_size", value(kernel_size)},
          {"dilation", value(options.dilation)},
          {"padding", value(options.padding)},
          {"stride", value(options.stride)}};
}

}  // namespace

Tensor unfold(const Tensor& x, const Sizes& kernel_size, const WindowOptions& options) {
  if (x.ndim() != 4) {
    throw_shape_error(text("unfold: Input must be a 4D tensor. Received: input.shape=", x.shape()));
  }
  if (is_symbolic(x)) {
    return symbolic_op({.class_name = "Unfold",
                        .module = "nn",
                        .arguments = {{}},
                        .config = config_of(kernel_size, options)},
                       x, [=](const Tensors& in) { return unfold(in[0], kernel_size, options); });
  }
  const Windows w = windows_of("unfold", {x.shape()[2], x.shape()[3]}, kernel_size, options);
  const int64_t rows = w.padding[0], columns = w.padding[1];
  const bool is_padded = rows > 0 || columns > 0;
  return unfolded(is_padded ? pad(x, {{0, 0}, {0, 0}, {rows, rows}, {columns, columns}}) : x, w);
}

Tensor fold(const Tensor& x, const Sizes& output_size, const Sizes& kernel_size,
            const WindowOptions& options) {
  if (x.ndim() != 3) {
    throw_shape_error(text("fold: Input must be a 3D tensor. Received: input.shape=", x.shape()));
  }
  if (is_symbolic(x)) {
    Config config = {{"output_size", output_size.list.rank() == 1 ? ConfigValue(output_size.list[0])
                                                                  : to_value(output_size.list)}};
    for (const auto& [name, value] : config_of(kernel_size, options)) config.set(name, value);
    return symbolic_op(
        {.class_name = "Fold", .module = "nn", .arguments = {{}}, .config = std::move(config)}, x,
        [=](const Tensors& in) { return fold(in[0], output_size, kernel_size, options); });
  }
  const Shape size = output_size.for_axes(2, "output_size");
  const Windows w = windows_of("fold", size, kernel_size, options);
  const int64_t pixels = w.size.size();
  if (x.shape()[1] % pixels != 0) {
    throw_shape_error(text("fold: The second dimension of the input (", x.shape()[1],
                           ") must be divisible by kernel_size product (", pixels, ")."));
  }
  if (x.shape()[2] != w.count.size()) {
    throw_shape_error(
        text("fold: an image of ", size, " has ", w.count, " windows, ", w.count.size(), " in all"),
        {{"x", describe(x)}});
  }
  const Shape padded = {x.shape()[0], x.shape()[1] / pixels, size[0] + 2 * w.padding[0],
                        size[1] + 2 * w.padding[1]};
  const Tensor y = folded(x, padded, w);
  return sliced(sliced(y, 2, slice(w.padding[0], w.padding[0] + size[0])), 3,
                slice(w.padding[1], w.padding[1] + size[1]));
}

}  // namespace keratin::ops
