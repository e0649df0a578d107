// What the library is told as a whole: seeds, output, dtypes; and its data sets.
#include "convert.h"
#include "custom_objects.h"
#include "keratin/backend/config.h"
#include "keratin/base/output.h"
#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/datasets/digits.h"
#include "keratin/datasets/fashion_mnist.h"
#include "keratin/datasets/mnist.h"
#include "keratin/tensor/dtype_policy.h"
#include "keratin/utils/to_categorical.h"

namespace keratin::python {

namespace {

nb::tuple tuple_of_data(const datasets::Dataset& data) {
  const auto pair = [](const datasets::Split& split) {
    return nb::make_tuple(array_of(split.x), array_of(split.y));
  };
  return nb::make_tuple(pair(data.train), pair(data.test));
}

template <datasets::Dataset (*load)()>
nb::tuple load_data() {
  datasets::Dataset data;
  {
    const nb::gil_scoped_release free;
    data = load();
  }
  return tuple_of_data(data);
}

/// sys.stdout or sys.stderr, whatever they are at that moment; None, in a process without a
/// terminal, takes nothing.
void write_to(const char* stream, std::string_view text) {
  const nb::gil_scoped_acquire lock;
  const nb::object out = nb::module_::import_("sys").attr(stream);
  if (out.is_none()) return;
  out.attr("write")(nb::str(text.data(), text.size()));
  out.attr("flush")();
}

void write_to_python(int kind) {
  set_output({.write = [](std::string_view text) { write_to("stdout", text); },
              .write_error = [](std::string_view text) { write_to("stderr", text); },
              .kind = kind == 0   ? OutputKind::terminal
                      : kind == 1 ? OutputKind::notebook
                                  : OutputKind::file});
}

void bind_config(nb::module_& m) {
  m.def("floatx", [] { return std::string(name_of(config::floatx())); });
  m.def("epsilon", [] { return config::epsilon(); });
  m.def("image_data_format", [] { return std::string(config::image_data_format()); });
  m.def("dtype_policy", [] { return std::string(config::dtype_policy().name()); });
  m.def("set_dtype_policy",
        [](const std::string& name) { config::set_dtype_policy(DTypePolicy::named(name)); });
  m.def("list_devices", [](const std::string& kind) {
    nb::list list;
    for (const std::string& one : config::list_devices(kind)) list.append(nb::cast(one));
    return list;
  });
}

}  // namespace

void bind_library(nb::module_& m) {
  m.def("write_to_python", write_to_python);
  m.def("set_random_seed", [](uint64_t seed) { utils::set_random_seed(seed); });
  m.def("to_categorical", [](nb::handle x, int64_t num_classes) {
    // As in Keras 3; the library itself makes float32.
    return array_of(utils::to_categorical(tensor_of(x), num_classes).astype(float64));
  });
  m.def("normalize", [](nb::handle x, int axis, double order) {
    return array_of(utils::normalize(tensor_of(x), axis, order));
  });
  m.def("mnist", load_data<datasets::mnist::load_data>);
  m.def("fashion_mnist", load_data<datasets::fashion_mnist::load_data>);
  m.def("digits", [](int64_t train, int64_t test, uint64_t seed) {
    datasets::Dataset data;
    {
      const nb::gil_scoped_release free;
      data = datasets::digits::load_data({.train = train, .test = test, .seed = seed});
    }
    return tuple_of_data(data);
  });
  bind_config(m);
  bind_custom_objects(m);
}

}  // namespace keratin::python
