#include "keratin/ops/selection.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/search.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

void check_choices(size_t conditions, size_t choices) {
  if (conditions == 0) throw_value_error("select: condlist must not be empty");
  if (conditions == choices) return;
  throw_value_error(text("select: condlist must have length equal to choicelist (", conditions,
                         " vs ", choices, ")"));
}

}  // namespace

Tensor select(const std::vector<Tensor>& condlist, const std::vector<Tensor>& choicelist,
              const Tensor& otherwise) {
  check_choices(condlist.size(), choicelist.size());
  Tensor y = otherwise;
  for (size_t i = condlist.size(); i-- > 0;) y = where(condlist[i], choicelist[i], y);
  return y;
}

Tensor select(const std::vector<Tensor>& condlist, const std::vector<Tensor>& choicelist,
              Scalar otherwise) {
  check_choices(condlist.size(), choicelist.size());
  Tensor y = where(condlist.back(), choicelist.back(), otherwise);
  for (size_t i = condlist.size() - 1; i-- > 0;) y = where(condlist[i], choicelist[i], y);
  return y;
}

Tensor isin(const Tensor& a, const Tensor& b, const IsInOptions& options) {
  const DType dtype = promote(a.dtype(), b.dtype());
  const Tensor x = a.as_dtype(dtype);
  Tensor found;
  if (b.size() == 0) {
    found = zeros(a.shape(), bool_, a.device());
  } else {
    const Tensor known = sort(flatten(b.as_dtype(dtype)));
    const Tensor last = minimum(searchsorted(known, flatten(x)), Scalar(known.len() - 1));
    found = reshape(equal(take(known, last, 0), flatten(x)), a.shape());
  }
  return options.invert ? logical_not(found) : found;
}

Tensor multi_hot(const Tensor& inputs, int64_t num_classes, int axis, DTypeLike dtype) {
  return max(one_hot(inputs, num_classes, axis, dtype), {.axis = inputs.ndim() > 1 ? 1 : 0});
}

Tensor argpartition(const Tensor& x, int64_t kth, int axis) {
  const int64_t length = x.shape()[normalize_axis("argpartition", axis, x.shape())];
  if (kth < -length || kth >= length) {
    throw_value_error(text("argpartition: kth is ", kth, ", of ", length, " elements"));
  }
  return argsort(x, axis);  // all of them stand where they do when sorted
}

Tensor glu(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Glu", .module = "nn", .arguments = {{}}, .config = {{"axis", axis}}}, x,
        [axis](const Tensors& in) { return glu(in[0], axis); });
  }
  axis = normalize_axis("glu", axis, x.shape());
  const int64_t length = x.shape()[axis];
  if (length % 2 != 0) {
    throw_shape_error(text("glu halves axis ", axis, ", but its length ", length, " is odd"),
                      {{"x", describe(x)}});
  }
  return sliced(x, axis, slice(0, length / 2)) *
         sigmoid(sliced(x, axis, slice(length / 2, length)));
}

// The threshold tau is found without the tape: its slope is put back by the mean over the support,
// so that y = max(x - tau, 0) with tau = (sum of x over the support - 1) / size of the support.
Tensor sparsemax(const Tensor& x, int axis) {
  if (is_symbolic(x)) {
    return symbolic_op(
        {.class_name = "Sparsemax", .module = "nn", .arguments = {{}}, .config = {{"axis", axis}}},
        x, [axis](const Tensors& in) { return sparsemax(in[0], axis); });
  }
  axis = normalize_axis("sparsemax", axis, x.shape());
  if (x.size() == 0) return x;  // nothing has no largest element
  const Tensor logits = moveaxis(x, axis, -1);
  const int64_t length = logits.shape().back();
  const Tensor plain = logits.detach();
  const Tensor sorted = -take_along_axis(-plain, argsort(-plain), -1);
  const Tensor positions = arange(length).to(x.device());
  const Tensor upper = where(positions.expand_dims(1) <= positions, 1.0F, 0.0F);
  const Tensor ranks = (positions + 1).as_dtype(sorted.dtype());
  const Tensor sums = matmul(sorted, upper.as_dtype(sorted.dtype()));
  const Tensor in_support = 1 + ranks * sorted > sums;
  const Tensor smallest =
      min(where(in_support, sorted, max(sorted)), {.axis = -1, .keepdims = true});
  const Tensor support = (plain >= smallest).as_dtype(sorted.dtype());
  const Tensor size = sum(support, {.axis = -1, .keepdims = true});
  const Tensor tau = (sum(logits * support, {.axis = -1, .keepdims = true}) - 1) / size;
  return moveaxis(support * (logits - tau), -1, axis);
}

// --- blocks of pixels ---

namespace {

struct Pixels {
  int64_t batch, height, width, channels;
  bool channels_last;
};

Pixels pixels_of(const char* name, const Tensor& x, int64_t block, const std::string& format) {
  if (x.ndim() != 4) {
    throw_shape_error(
        text("`", name, "` requires a 4D input tensor. Received: x.shape=", x.shape()));
  }
  if (block < 1) throw_value_error(text(name, ": block_size is ", block, ", which is below 1"));
  const bool last = format == "channels_last";
  if (!last && format != "channels_first") {
    throw_value_error(text(name, ": data_format is \"", format,
                           "\", not \"channels_last\" or \"channels_first\""));
  }
  const Shape& s = x.shape();
  return last ? Pixels{s[0], s[1], s[2], s[3], true} : Pixels{s[0], s[2], s[3], s[1], false};
}

}  // namespace

Tensor depth_to_space(const Tensor& x, int64_t block_size, const std::string& data_format) {
  const auto [n, h, w, c, last] = pixels_of("depth_to_space", x, block_size, data_format);
  const int64_t b = block_size, depth = c / (b * b);
  if (c % (b * b) != 0) {
    throw_value_error(
        text("The number of channels (", c, ") must be divisible by block_size**2 (", b * b, ")."));
  }
  if (last) {
    return reshape(transpose(reshape(x, {n, h, w, b, b, depth}), {0, 1, 3, 2, 4, 5}),
                   {n, h * b, w * b, depth});
  }
  return reshape(transpose(reshape(x, {n, depth, b, b, h, w}), {0, 1, 4, 2, 5, 3}),
                 {n, depth, h * b, w * b});
}

Tensor space_to_depth(const Tensor& x, int64_t block_size, const std::string& data_format) {
  const auto [n, h, w, c, last] = pixels_of("space_to_depth", x, block_size, data_format);
  const int64_t b = block_size;
  const auto check = [b](const char* name, int64_t length) {
    if (length % b == 0) return;
    throw_value_error(text(name, " (", length, ") must be divisible by block_size (", b, ")."));
  };
  check("Height", h);
  check("Width", w);
  if (last) {
    return reshape(transpose(reshape(x, {n, h / b, b, w / b, b, c}), {0, 1, 3, 2, 4, 5}),
                   {n, h / b, w / b, b * b * c});
  }
  return reshape(transpose(reshape(x, {n, c, h / b, b, w / b, b}), {0, 1, 3, 5, 2, 4}),
                 {n, c * b * b, h / b, w / b});
}

}  // namespace keratin::ops
