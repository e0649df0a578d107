#include "keratin/ops/ctc.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/composed.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

constexpr double kImpossible = -1e5;  // the logarithm of what cannot be

void check_first(const char* a_name, const Tensor& a, const char* b_name, const Tensor& b) {
  if (a.shape()[0] == b.shape()[0]) return;
  throw_shape_error(text("ctc_loss: Arguments `", a_name, "` and `", b_name,
                         "` must have the same first dimension. Received shapes: `", a.shape(),
                         "` and `", b.shape(), "`."));
}

void check_shapes(const Tensor& target, const Tensor& output, const Tensor& target_length,
                  const Tensor& output_length, int64_t mask_index) {
  if (target.ndim() != 2 || output.ndim() != 3 || target_length.ndim() != 1 ||
      output_length.ndim() != 1) {
    throw_shape_error(
        "ctc_loss: needs target (batch, labels), output (batch, steps, classes) and lengths "
        "(batch,)",
        {{"target", describe(target)},
         {"output", describe(output)},
         {"target_length", describe(target_length)},
         {"output_length", describe(output_length)}});
  }
  check_first("target", target, "output", output);
  check_first("target_length", target_length, "target", target);
  check_first("output_length", output_length, "output", output);
  const int64_t classes = output.shape()[2];
  if (mask_index < 0 || mask_index >= classes) {
    throw_value_error(text("ctc_loss: mask_index is ", mask_index, ", of ", classes, " classes"));
  }
}

/// bool [batch, n]: whether a place is before the length.
Tensor is_before(const Tensor& lengths, int64_t n) {
  return arange(0, n, 1, int32).to(lengths.device()) < expand_dims(lengths.as_dtype(int32), 1);
}

/// phi[:, 1:] with `added`, in logarithms: a label is left behind.
Tensor with_added(const Tensor& phi, const Tensor& added) {
  return concatenate(
      {sliced(phi, 1, slice(0, 1)), logaddexp(sliced(phi, 1, slice(1, phi.shape()[1])), added)}, 1);
}

/// 0 where the next label is another one, else what makes it impossible to go there without a
/// blank.
Tensor repeats(const Tensor& labels, DType dtype) {
  const int64_t n = labels.shape()[1];
  const Tensor last = zeros({labels.len(), n > 0 ? 1 : 0}, dtype, labels.device());
  if (n < 2) return last;
  const Tensor same = sliced(labels, 1, slice(0, n - 1)) == sliced(labels, 1, slice(1, n));
  return concatenate({same.as_dtype(dtype), last}, 1);
}

/// The logarithms of what all steps have come to: by labels left behind, phi [batch, labels + 1],
/// the present one over; emit [batch, labels] is at the label itself.
Tensor walked(const Tensor& labels, const Tensor& logits, const Tensor& output_length,
              int64_t mask_index) {
  const int64_t batch = labels.len(), n = labels.shape()[1], steps = logits.shape()[1];
  const Tensor all = log_softmax(logits);
  const Tensor of_blank = sliced(all, 2, slice(mask_index, mask_index + 1));
  // Those behind the length may be any number: they are in no path that counts.
  const Tensor places = clip(labels, 0, logits.shape()[2] - 1);
  const Tensor of_labels = take_along_axis(all, expand_dims(places, 1), -1);
  const Tensor repeat = repeats(labels, all.dtype());
  const Tensor counts = is_before(output_length, steps);
  const auto impossible = [&](int64_t width) {
    return full({batch, width}, kImpossible, all.dtype(), all.device());
  };
  Tensor phi = concatenate({zeros({batch, 1}, all.dtype(), all.device()), impossible(n)}, 1);
  Tensor emit = impossible(n);
  for (int64_t t = 0; t < steps; ++t) {
    const Tensor blank = indexed(of_blank, {slice(), Index(t)});
    const Tensor label = indexed(of_labels, {slice(), Index(t)});
    const Tensor left = with_added(phi, emit + kImpossible * repeat);
    const Tensor next_emit = logaddexp(sliced(left, 1, slice(0, n)) + label, emit + label);
    const Tensor next_phi = with_added(left + blank, emit + blank + kImpossible * (1 - repeat));
    const Tensor is_step = sliced(counts, 1, slice(t, t + 1));
    emit = where(is_step, next_emit, emit);
    phi = where(is_step, next_phi, phi);
  }
  return with_added(phi, emit);
}

}  // namespace

Tensor ctc_loss(const Tensor& target, const Tensor& output, const Tensor& target_length,
                const Tensor& output_length, int64_t mask_index) {
  check_shapes(target, output, target_length, output_length, mask_index);
  const Tensors inputs = {target, output, target_length, output_length};
  if (is_any_symbolic(inputs)) {
    return symbolic_op({.class_name = "CTCLoss",
                        .module = "nn",
                        .arguments = {{}, {}, {}, {}},
                        .config = {{"mask_index", mask_index}}},
                       inputs, [mask_index](const Tensors& in) {
                         return ctc_loss(in[0], in[1], in[2], in[3], mask_index);
                       });
  }
  const int64_t n = target.shape()[1], classes = output.shape()[2];
  const Tensor is_label = is_before(target_length, n);
  const Tensor given = whole_labels("ctc_loss", target).as_dtype(int64);
  if (const auto label = first_outside(where(is_label, given, 0), 0, classes)) {
    throw_label("ctc_loss", *label, classes);
  }
  const Tensor logits = output.as_dtype(promote(output.dtype(), float32));
  const Tensor last = walked(given, logits, output_length, mask_index);
  const Tensor length = sum(is_label, {.axis = 1, .keepdims = true});
  return -squeeze(take_along_axis(last, length, 1), 1);
}

}  // namespace keratin::ops
