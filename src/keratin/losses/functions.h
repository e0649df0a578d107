// All losses as functions, which give one number a sample: losses::mean_squared_error(y_true,
// y_pred). Shapes: y_true and y_pred [batch, ..., n] -> [batch, ...], unless a line says otherwise.
// They throw ShapeError unless y_true and y_pred have one shape (a last axis of 1 may be missing).
#pragma once
#include <optional>

#include "keratin/base/channel_numbers.h"
#include "keratin/tensor/tensor.h"

namespace keratin::losses {

/// mean((y_true - y_pred)^2)
Tensor mean_squared_error(const Tensor& y_true, const Tensor& y_pred);
/// mean(|y_true - y_pred|)
Tensor mean_absolute_error(const Tensor& y_true, const Tensor& y_pred);
/// 100 * mean(|y_true - y_pred| / max(|y_true|, 1e-7))
Tensor mean_absolute_percentage_error(const Tensor& y_true, const Tensor& y_pred);
/// mean((log(y_true + 1) - log(y_pred + 1))^2), both at least 1e-7
Tensor mean_squared_logarithmic_error(const Tensor& y_true, const Tensor& y_pred);
/// mean(e^2 / 2 where |e| <= delta, else delta * |e| - delta^2 / 2), e = y_pred - y_true. Huber,
/// 1964.
Tensor huber(const Tensor& y_true, const Tensor& y_pred, double delta = 1.0);
/// mean(log(cosh(y_pred - y_true)))
Tensor log_cosh(const Tensor& y_true, const Tensor& y_pred);
/// -sum(unit(y_true) * unit(y_pred)) along `axis`: -1 for the same direction
Tensor cosine_similarity(const Tensor& y_true, const Tensor& y_pred, int axis = -1);

/// sum(y_true * log(y_true / y_pred)), both clipped to [1e-7, 1]
Tensor kl_divergence(const Tensor& y_true, const Tensor& y_pred);
/// mean(y_pred - y_true * log(y_pred + 1e-7))
Tensor poisson(const Tensor& y_true, const Tensor& y_pred);
/// mean(max(1 - y_true * y_pred, 0)); labels -1 and 1, or 0 and 1
Tensor hinge(const Tensor& y_true, const Tensor& y_pred);
/// mean(max(1 - y_true * y_pred, 0)^2)
Tensor squared_hinge(const Tensor& y_true, const Tensor& y_pred);
/// max(1 + max((1 - y_true) * y_pred) - sum(y_true * y_pred), 0)
Tensor categorical_hinge(const Tensor& y_true, const Tensor& y_pred);

struct BinaryCrossentropyArguments {
  bool from_logits = false;
  double label_smoothing = 0.0;
  int axis = -1;
};
/// -mean(t * log(p) + (1 - t) * log(1 - p)), t = y_true * (1 - smoothing) + smoothing / 2
Tensor binary_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                           const BinaryCrossentropyArguments& arguments = {});
struct CategoricalCrossentropyArguments {
  bool from_logits = false;
  double label_smoothing = 0.0;
  int axis = -1;
};
/// -sum(t * log(p)), t = y_true * (1 - smoothing) + smoothing / classes
Tensor categorical_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                const CategoricalCrossentropyArguments& arguments = {});
struct CategoricalFocalCrossentropyArguments {
  ChannelNumbers alpha = 0.25;  // of all classes, or of each
  double gamma = 2.0;
  bool from_logits = false;
  double label_smoothing = 0.0;
  int axis = -1;
};
/// -sum(alpha * (1 - p)^gamma * t * log(p)), t as above: what is right already counts less.
/// Lin et al., "Focal loss for dense object detection", 2017.
Tensor categorical_focal_crossentropy(const Tensor& y_true, const Tensor& y_pred,
                                      const CategoricalFocalCrossentropyArguments& arguments = {});
struct SparseCategoricalCrossentropyArguments {
  bool from_logits = false;
  std::optional<int64_t> ignore_class = {};
  int axis = -1;
};
/// -log(p[y_true]); y_true [batch, ...] or [batch, ..., 1] holds class numbers, and samples of
/// ignore_class get 0. Throws ValueError for a label outside [0, classes).
Tensor sparse_categorical_crossentropy(
    const Tensor& y_true, const Tensor& y_pred,
    const SparseCategoricalCrossentropyArguments& arguments = {});

/// -log p(y_true | y_pred), over all ways to stretch the labels along the steps: see losses::CTC
Tensor ctc(const Tensor& y_true, const Tensor& y_pred);

}  // namespace keratin::losses
