#include "keratin/callbacks/terminate_on_nan.h"

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"

namespace keratin::callbacks {

void TerminateOnNaN::on_train_batch_end(int64_t batch, const Logs& logs) {
  const double* loss = logs.find("loss");
  if (!loss || std::isfinite(*loss)) return;
  if (options_.raise_error) {
    throw_value_error(text("batch ", batch, ": the loss is ", *loss), {},
                      "a smaller learning rate or .clipnorm often helps; look for NaN in x and y");
  }
  write_output(text("Batch ", batch, ": Invalid loss, terminating training\n"));
  model().stop_training = true;
}

}  // namespace keratin::callbacks
