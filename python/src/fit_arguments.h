// The arguments of compile, fit, evaluate and predict as Python gives them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "convert.h"
#include "keratin/models/model.h"

namespace keratin::python {

/// Named arguments, as a call of the Python part gives them: None and what is not there are the
/// defaults.
class Given {
 public:
  explicit Given(nb::dict dict) : dict_(std::move(dict)) {}
  nb::object get(const char* name) const {
    return dict_.contains(name) ? nb::object(dict_[name]) : nb::none();
  }
  bool has(const char* name) const { return !get(name).is_none(); }
  template <class T, class Member>
  void take(const char* name, Member& member) const {
    if (has(name)) member = nb::cast<T>(get(name));
  }

 private:
  nb::dict dict_;
};

CompileOptions compile_options_of(const Given& given);
/// One tensor, several, or several by name; nothing for None.
Data data_of(nb::handle x);
/// A generator, an iterator or a PyDataset of Python's; nothing for data.
std::optional<Source> source_of(nb::handle x);
ClassWeight class_weight_of(nb::handle x);
FitOptions fit_options_of(const Given& given);
EvaluateOptions evaluate_options_of(const Given& given);
PredictOptions predict_options_of(const Given& given);
Callbacks callbacks_of(nb::handle list);

}  // namespace keratin::python
