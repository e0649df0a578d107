#include "keratin/utils/py_dataset.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::utils {

PyDataset::PyDataset(PyDatasetOptions options) {
  if (options.use_multiprocessing) {
    throw_value_error(
        "PyDataset: use_multiprocessing is not supported: there is no interpreter's "
        "lock, threads run side by side",
        {}, "raise workers");
  }
  set_workers(options.workers);
  set_max_queue_size(options.max_queue_size);
}

int64_t PyDataset::size() const {
  throw_value_error("PyDataset: You need to implement size(), or num_batches()");
}

void PyDataset::set_workers(int64_t workers) {
  if (workers < 0) {
    throw_value_error(text("PyDataset: workers must not be negative, received ", workers));
  }
  options_.workers = workers;
}

void PyDataset::set_max_queue_size(int64_t max_queue_size) {
  if (max_queue_size < 1) {
    throw_value_error(
        text("PyDataset: max_queue_size must be at least 1, received ", max_queue_size));
  }
  options_.max_queue_size = max_queue_size;
}

}  // namespace keratin::utils
