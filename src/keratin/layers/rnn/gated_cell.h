// What SimpleRNNCell, LSTMCell and GRUCell have in common: a kernel for the input, one for the
// state, a bias, each with a block of `units` columns a gate, and Dropout of input and state.
#pragma once
#include <memory>
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/random_stream.h"
#include "keratin/layers/rnn/recurrent_cell.h"

namespace keratin::layers {

class GatedCell : public RecurrentCell {
 public:
  /// A part of each of the three cells' arguments.
  struct Arguments {
    int64_t units = 0;
    bool use_bias = true;
    AnyInitializer kernel_initializer = {};
    AnyInitializer recurrent_initializer = {};
    AnyInitializer bias_initializer = {};
    AnyRegularizer kernel_regularizer = {};
    AnyRegularizer recurrent_regularizer = {};
    AnyRegularizer bias_regularizer = {};
    AnyConstraint kernel_constraint = {};
    AnyConstraint recurrent_constraint = {};
    AnyConstraint bias_constraint = {};
    double dropout = 0;
    double recurrent_dropout = 0;
    std::optional<uint64_t> seed = {};
    int64_t implementation = 2;
  };

  Tensors call(const Tensors& x, Call& call) const override;
  size_t constant_count() const override { return 2; }
  Tensors constants(const Tensor& x, const Tensors& states, Call& call) const override;
  Tensor project(const Tensor& x, const Tensors& constants) const override;
  std::optional<FusedCell> fused(const Tensors& constants) const override;

  int64_t units() const { return arguments_.units; }
  std::vector<int64_t> state_size() const override { return {units()}; }
  /// The weights; without a value before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& recurrent_kernel() const { return recurrent_kernel_; }
  const Variable& bias() const { return bias_; }

 protected:
  explicit GatedCell(const LayerOptions& options) : RecurrentCell(options) {}
  /// For constructors. With several gates, each has its own masks where `implementation` is 1.
  /// Throws ValueError for units below 1.
  void set_arguments(Arguments arguments, int64_t gates);
  /// Makes the weights; the bias has bias_shape.
  void fill_weights(const Shapes& x, const Shape& bias_shape, const AnyInitializer& bias);
  /// The bias that `project` adds, undefined without one.
  virtual Tensor input_bias() const;
  /// What its step computes, where that is one of the backend's functions.
  virtual std::optional<RecurrentFunction> function() const { return {}; }
  /// The bias that is added to that product, undefined without one.
  virtual Tensor state_bias() const { return {}; }
  /// state . recurrent_kernel, of `count` gates from `first` on: [batch, count * units].
  Tensor recurrent_product(const Tensor& state, const Tensors& constants, int64_t first,
                           int64_t count) const;
  /// Columns of one gate.
  Tensor gate(const Tensor& all, int64_t i) const;
  Tensor weight(const Variable& variable) const;
  /// Keras writes no implementation.
  static bool is_hidden(std::string_view name) {
    return name == "implementation" || RecurrentCell::is_hidden(name);
  }

 private:
  bool has_mask_for_each_gate() const { return gates_ > 1 && arguments_.implementation == 1; }
  Tensor mask_for(const Tensor& x, double rate, bool is_of_state, Call& call) const;

  Arguments arguments_;
  int64_t gates_ = 1;
  std::shared_ptr<RandomStream> random_;
  Variable kernel_ = declare("kernel"), recurrent_kernel_ = declare("recurrent_kernel");
  Variable bias_ = declare("bias");
};

/// The function of these activations, of which null is x itself; nothing where a kernel cannot
/// apply one of them, or its slope does not follow from its value.
std::optional<RecurrentFunction> recurrent_function(
    CellKind kind, const std::shared_ptr<activations::Activation>& activation,
    const std::shared_ptr<activations::Activation>& recurrent_activation);
/// f(x), or x where f is null.
Tensor activated(const std::shared_ptr<activations::Activation>& f, const Tensor& x);

}  // namespace keratin::layers
