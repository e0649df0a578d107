// What fit, evaluate and predict take: one tensor, several in the order of the model's inputs or
// outputs, or several by name.
#pragma once
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "keratin/tensor/tensors.h"

namespace keratin {

/// fit(x, y), fit({titles, bodies}, {priorities, topics}) or fit({{"title", titles}, {"body",
/// bodies}}, ...).
class Data {
 public:
  using Named = std::pair<std::string, Tensor>;

  Data() = default;
  Data(const Tensor& x);                     // NOLINT: implicit on purpose
  Data(NoneType) {}                          // NOLINT
  Data(const Tensors& list);                 // NOLINT
  Data(const std::vector<Tensor>& list);     // NOLINT
  Data(std::initializer_list<Tensor> list);  // NOLINT
  Data(std::initializer_list<Named> list);   // NOLINT
  Data(const std::vector<Named>& list);      // NOLINT
  /// Tensors with a name each; by position when there are no names.
  Data(Tensors tensors, std::vector<std::string> names);

  bool empty() const { return tensors_.empty(); }
  size_t size() const { return tensors_.size(); }
  bool is_named() const { return !names_.empty(); }
  /// The tensors in the order of `names`, of the model's inputs or outputs. Throws ValueError,
  /// naming the call and the argument ("fit: x"), for another number or other names.
  Tensors in_order(const std::string& argument, const std::vector<std::string>& names) const;
  /// As they were given.
  const Tensors& tensors() const { return tensors_; }
  /// Their names; empty when they are known by position.
  const std::vector<std::string>& names() const { return names_; }

 private:
  Tensors tensors_;
  std::vector<std::string> names_;  // empty: by position
};

}  // namespace keratin
