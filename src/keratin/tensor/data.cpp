#include "keratin/tensor/data.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Data::Data(const Tensor& x) {
  if (x.defined()) tensors_.push_back(x);
}
Data::Data(const Tensors& list) : tensors_(list) {}
Data::Data(const std::vector<Tensor>& list) : tensors_(list) {}
Data::Data(std::initializer_list<Tensor> list) : tensors_(list) {}
Data::Data(std::initializer_list<Named> list)
    : Data(std::vector<Named>(list.begin(), list.end())) {}
Data::Data(Tensors tensors, std::vector<std::string> names)
    : tensors_(std::move(tensors)), names_(std::move(names)) {}
Data::Data(const std::vector<Named>& list) {
  for (const auto& [name, tensor] : list) {
    names_.push_back(name);
    tensors_.push_back(tensor);
  }
}

Tensors Data::in_order(const std::string& argument, const std::vector<std::string>& names) const {
  if (size() != names.size()) {
    throw_value_error(
        text(argument, " needs ", names.size(),
             names.size() == 1 ? " tensor, received " : " tensors, received ", size()),
        {{"expected", quoted_list(names)}});
  }
  if (names_.empty()) return tensors_;
  Tensors ordered;
  for (const std::string& name : names) {
    const auto at = std::find(names_.begin(), names_.end(), name);
    if (at == names_.end()) {
      throw_value_error(text(argument, " has no tensor '", name, "'"),
                        {{"expected", quoted_list(names)}, {"received", quoted_list(names_)}});
    }
    ordered.push_back(tensors_[static_cast<size_t>(at - names_.begin())]);
  }
  return ordered;
}

}  // namespace keratin
