// Data that come batch by batch, each by its number: Keras's PyDataset, which older Keras calls
// Sequence.
#pragma once
#include <cstdint>
#include <optional>

#include "keratin/tensor/batch.h"

namespace keratin::utils {

struct PyDatasetOptions {
  /// Threads that fetch batches ahead; with 0 or 1 the thread that trains fetches them.
  int64_t workers = 1;
  /// Refused: threads of C++ run side by side without processes.
  bool use_multiprocessing = false;
  /// Batches that lie ready at most, with several workers.
  int64_t max_queue_size = 10;
};

/// Base of data sets of yours, for fit, evaluate and predict:
///
///   class Images final : public utils::PyDataset {
///    public:
///     Images() : PyDataset({.workers = 4}) {}
///     int64_t size() const override { return 100; }
///     Batch operator[](int64_t i) const override { return {.x = read(i), .y = labels(i)}; }
///   };
///   Images images;
///   model.fit(images, {.epochs = 3});
///
/// Batches come in their order, or shuffled by fit, however many workers there are. With several,
/// operator[] runs in several threads at once; what it throws reaches the caller of fit.
class PyDataset {
 public:
  /// Throws ValueError for use_multiprocessing, negative workers and a max_queue_size below 1.
  explicit PyDataset(PyDatasetOptions options = {});
  virtual ~PyDataset() = default;

  /// Python's __getitem__: batch i, a whole one, x [samples, ...] and y [samples, ...].
  virtual Batch operator[](int64_t i) const = 0;
  /// Python's __len__: the number of batches. Throws ValueError unless overridden, or num_batches.
  virtual int64_t size() const;
  /// The number of batches, or nothing when there is no end: fit then needs steps_per_epoch.
  virtual std::optional<int64_t> num_batches() const { return size(); }
  /// Called before and after each epoch, while no worker runs.
  virtual void on_epoch_begin() {}
  virtual void on_epoch_end() {}

  int64_t workers() const { return options_.workers; }
  int64_t max_queue_size() const { return options_.max_queue_size; }
  /// Throw ValueError as the constructor does.
  void set_workers(int64_t workers);
  void set_max_queue_size(int64_t max_queue_size);

  /// for (const Batch& batch : dataset): one after the other, without workers.
  class Iterator {
   public:
    Iterator(const PyDataset& dataset, int64_t i) : dataset_(&dataset), i_(i) {}
    Batch operator*() const { return (*dataset_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const PyDataset* dataset_;
    int64_t i_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, num_batches().value_or(-1)}; }

 protected:
  PyDataset(const PyDataset&) = default;
  PyDataset& operator=(const PyDataset&) = default;

 private:
  PyDatasetOptions options_;
};

using Sequence = PyDataset;  ///< its name in older Keras

}  // namespace keratin::utils
