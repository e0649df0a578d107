// The loss of labels along a sequence whose places nobody knows.
#pragma once
#include "keratin/losses/loss.h"

namespace keratin::losses {

/// -log p(y_true | y_pred) a sample, over all ways to stretch the labels along the steps:
/// ops::ctc_loss with the blank 0, which also fills y_true [batch, labels] up; y_pred [batch,
/// steps, classes] are logits. Throws ShapeError for other numbers of axes, and as ops::ctc_loss.
class CTC final : public LossOf<CTC> {
 public:
  explicit CTC(LossOptions options = {});
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override;
  bool takes_any_labels() const override { return true; }
};

}  // namespace keratin::losses

namespace keratin {
extern template class Described<losses::CTC, losses::LossOptions, losses::Loss>;
}  // namespace keratin
