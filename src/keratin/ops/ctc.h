// Connectionist temporal classification: labels along a sequence whose places nobody knows; Keras:
// keras.ops.nn. Graves et al., "Connectionist temporal classification", 2006.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// -log p(target | output), over all ways to stretch the labels along the steps, with blanks
/// between them: a path through the steps counts for the labels that are left when equal neighbours
/// are one and blanks are none.
/// target [batch, labels] whole numbers, output [batch, steps, classes] logits, target_length and
/// output_length [batch] integers: what lies behind them does not count -> [batch], in float32 or
/// float64. mask_index is the blank's class. A target that does not fit into the steps has a loss
/// of about 1e5, as in Keras. Throws ShapeError for other shapes, ValueError for a label or blank
/// outside [0, classes).
Tensor ctc_loss(const Tensor& target, const Tensor& output, const Tensor& target_length,
                const Tensor& output_length, int64_t mask_index = 0);

struct CtcDecodeOptions {
  std::string strategy = "greedy";        // or "beam_search"
  int64_t beam_width = 100;               // how many beginnings beam_search goes on with
  int64_t top_paths = 1;                  // how many sequences beam_search gives
  bool merge_repeated = true;             // "greedy": equal neighbours are one; beams do so too
  std::optional<int64_t> mask_index = 0;  // the blank's class; nothing: the last one
};
/// The labels that output stands for: inputs [batch, steps, classes] logits, sequence_lengths
/// [batch] integers -> int32 [paths, batch, steps], with -1 behind the labels, and their scores.
/// "greedy" takes the largest class of each step, one path, and its score [batch, 1] is minus the
/// sum of those logits. "beam_search" gives top_paths paths, the best first, and the logarithms of
/// their probabilities [batch, paths], as far as the beams hold them; it runs on the host, and its
/// scores have no gradient.
/// Throws ShapeError for other shapes, ValueError for another strategy, a blank outside [0,
/// classes), widths and paths below 1, and more paths than twice the beams.
std::pair<Tensor, Tensor> ctc_decode(const Tensor& inputs, const Tensor& sequence_lengths,
                                     const CtcDecodeOptions& options = {});

}  // namespace keratin::ops
