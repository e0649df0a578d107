// Elements that are chosen or counted in, and blocks of pixels that become channels.
#pragma once
#include <string>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Of each place the choice whose condition is the first that holds there, else `otherwise`; all
/// are broadcast. Throws ValueError for no conditions, and unless there are as many choices.
Tensor select(const std::vector<Tensor>& condlist, const std::vector<Tensor>& choicelist,
              const Tensor& otherwise);
Tensor select(const std::vector<Tensor>& condlist, const std::vector<Tensor>& choicelist,
              Scalar otherwise = 0);

struct IsInOptions {
  bool assume_unique = false;  // changes nothing here
  bool invert = false;
};
/// bool, of a's shape: whether each element is one of b's; NaN is none.
Tensor isin(const Tensor& a, const Tensor& b, const IsInOptions& options = {});

/// One where a class is among the integers of a row: the largest of their one-hot vectors, whose
/// classes lie along `axis`, over axis 1 of the inputs, or over the only one. Integers outside of
/// the classes count for none. Throws as one_hot.
Tensor multi_hot(const Tensor& inputs, int64_t num_classes, int axis = -1,
                 DTypeLike dtype = float32);

/// int32, of x's shape: an order along an axis in which the kth stands where it does when all are
/// sorted, no larger ones before it and no smaller ones behind. Throws ValueError for a kth that is
/// none.
Tensor argpartition(const Tensor& x, int64_t kth, int axis = -1);

/// GLU: the first half along an axis times the logistic function of the second (Dauphin et al.,
/// 2017). Throws ShapeError for an axis of odd length.
Tensor glu(const Tensor& x, int axis = -1);
/// The nearest point of the probability simplex: max(x - tau, 0), which adds up to 1 (Martins and
/// Astudillo, "From softmax to sparsemax", 2016).
Tensor sparsemax(const Tensor& x, int axis = -1);

/// Channels as blocks of pixels: [batch, h, w, c] -> [batch, h b, w b, c / b^2], or with the
/// channels first. Throws ShapeError for other than four axes, ValueError for channels that are no
/// multiple of b^2, for a block_size below 1 and for another format.
Tensor depth_to_space(const Tensor& x, int64_t block_size,
                      const std::string& data_format = "channels_last");
/// The reverse: blocks of pixels as channels. Throws alike.
Tensor space_to_depth(const Tensor& x, int64_t block_size,
                      const std::string& data_format = "channels_last");

}  // namespace keratin::ops
