// One version of one model, ready to answer.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "keratin/layers/rnn/rnn.h"
#include "keratin/models/model.h"
#include "server/batcher.h"

namespace keratin::server {

/// An input or output as clients see it; the first axis is the batch, None is -1.
struct TensorInfo {
  std::string name;
  DType dtype;
  Shape shape;
};

/// What the page asks beside the outputs: how strongly the units of the first hidden layer answer.
struct HiddenLayer {
  std::string name;
  int64_t units;
};

/// Whether the model's layers carry states from one call to the next, and who uses them now.
struct States {
  std::vector<layers::Recurrence*> layers = {};
  std::mutex in_use = {};
};

class ServedModel {
 public:
  /// Throws ValueError for a model whose inputs are not declared.
  ServedModel(std::string name, int64_t version, Model model, const BatcherOptions& options,
              TaskPool& pool, Metrics& metrics);
  /// Reads the file, and lets the model answer once.
  static std::shared_ptr<const ServedModel> load(const std::string& path, std::string name,
                                                 int64_t version, const BatcherOptions& options,
                                                 TaskPool& pool, Metrics& metrics);

  const std::string& name() const { return name_; }
  int64_t version() const { return version_; }
  const std::vector<TensorInfo>& inputs() const { return inputs_; }
  const std::vector<TensorInfo>& outputs() const { return outputs_; }
  Batcher& batcher() const { return *batcher_; }

  /// Throws Refusal 400 for x that input i does not take. Gives x with the axis of length 1 that
  /// Keras lets a client leave out or add at the end.
  Tensor checked(size_t i, const Tensor& x) const;
  /// All in order, and all of one batch. Throws Refusal 400 for other lengths of the first axis.
  void check_batch(const Tensors& x) const;

  /// What a picture of the page must look like: pixels up to 255 when the model scales them itself.
  const std::optional<HiddenLayer>& hidden() const { return hidden_; }
  bool takes_bytes() const { return takes_bytes_; }
  /// Whether rows are independent of each other, as far as shapes tell.
  bool has_free_batch() const;
  /// The outputs, and then what the hidden layer gives.
  Tensors predict_with_hidden(const Tensors& x) const;

 private:
  void find_hidden();
  void warm_up() const;

  std::string name_;
  int64_t version_;
  Model model_;
  std::vector<TensorInfo> inputs_, outputs_;
  std::optional<Model> with_hidden_;
  std::optional<HiddenLayer> hidden_;
  bool takes_bytes_ = false;
  int64_t rows_at_a_time_ = 0;
  std::shared_ptr<States> states_;
  std::shared_ptr<Batcher> batcher_;
};

}  // namespace keratin::server
