// Ops under Keras's class names, new tensors, and random ones.
#include <algorithm>

#include "convert.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/graph_ops_internal.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/control_flow.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/names.h"
#include "keratin/ops/node.h"
#include "keratin/ops/random.h"
#include "keratin/ops/search.h"
#include "keratin/ops/signal_windows.h"
#include "keratin/ops/statistics.h"
#include "keratin/ops/unique.h"
#include "keratin/tensor/creation.h"
#include "operands.h"

namespace keratin::python {

void bind_derivatives(nb::module_& m);

using namespace nb::literals;
using models::GraphArgument;

namespace {

constexpr std::string_view kOfLists[] = {"Concatenate", "Stack", "Hstack", "Vstack", "Dstack",
                                         "FFT",         "FFT2",  "IFFT2",  "IRFFT",  "ISTFT"};
/// Whose arguments behind the first may be lists of numbers that stay numbers.
constexpr std::string_view kWithNumbers[] = {"Digitize",    "Quantile",          "Percentile",
                                             "Nanquantile", "Nanpercentile",     "Slice",
                                             "SliceUpdate", "ScaleAndTranslate", "GetItem"};

template <size_t n>
bool is_among(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_list(nb::handle x) { return nb::isinstance<nb::list>(x) || nb::isinstance<nb::tuple>(x); }

bool holds_tensors(nb::handle list) {
  for (const nb::handle one : list) {
    if (is_tensor_like(one)) return true;
  }
  return false;
}

GraphArgument argument_of(const std::string& op, size_t i, nb::handle x) {
  if (is_list(x)) {
    if ((i == 0 && is_among(kOfLists, op)) || (op == "GetItem" && holds_tensors(x))) {
      return {.tensors = tensors_of(x), .is_list = true};
    }
    if (i > 0 && is_among(kWithNumbers, op) && !holds_tensors(x)) return {.value = value_of(x)};
    return {.tensors = tensor_of(x)};
  }
  if (is_tensor_like(x)) return {.tensors = tensor_of(x)};
  return {.value = value_of(x)};
}

nb::object call_op(const std::string& op, nb::handle arguments, nb::dict made_with,
                   nb::dict named) {
  std::vector<GraphArgument> list;
  for (const nb::handle one : arguments) list.push_back(argument_of(op, list.size(), one));
  const bool has_tensor =
      std::any_of(list.begin(), list.end(), [](const GraphArgument& x) { return x.is_tensor(); });
  if (!has_tensor && !list.empty()) list[0] = {.tensors = tensor_of(arguments[nb::int_(0)])};
  Config keywords;
  for (const auto& [key, value] : named) {
    const auto name = nb::cast<std::string>(key);
    if (is_tensor_like(value) || (is_list(value) && !value.is_none())) {
      list.push_back({.tensors = tensor_of(value), .name = name});
    } else {
      keywords.set(name, value_of(value));
    }
  }
  const Config config = config_of(made_with);
  Tensors y;
  {
    const nb::gil_scoped_release free;
    y = models::call_graph_op(op, list, config, keywords);
  }
  return object_of(y, false);
}

DType dtype_or(nb::handle x, DType missing) { return dtype_of_object(x).value_or(missing); }

/// x in another dtype; a symbolic one by a node of the graph.
Tensor cast_to(nb::handle x, nb::handle dtype) {
  const Tensor tensor = tensor_of(x);
  const DType wanted = dtype_or(dtype, tensor.dtype());
  return is_symbolic(tensor) ? ops::cast(tensor, wanted) : tensor.as_dtype(wanted);
}

bool is_list_of_tensors(nb::handle x) { return is_list(x) && holds_tensors(x); }
nb::list object_of_list(const Tensors& all) {
  nb::list list;
  for (const Tensor& one : all) list.append(nb::cast(one));
  return list;
}

/// The values, and behind them what else was asked for.
nb::object unique_of(nb::handle x, bool return_index, bool return_inverse, bool return_counts,
                     std::optional<int> axis, std::optional<int64_t> size,
                     std::optional<double> fill_value) {
  const ops::Unique all = ops::unique(tensor_of(x), {.return_index = return_index,
                                                     .return_inverse = return_inverse,
                                                     .return_counts = return_counts,
                                                     .axis = axis,
                                                     .size = size,
                                                     .fill_value = fill_value});
  Tensors given = all.values;
  for (const Tensor* one : {&all.index, &all.inverse, &all.counts}) {
    if (one->defined()) given.push_back(*one);
  }
  return object_of(given, false);
}

nb::object associative_scan(nb::handle f, nb::handle elems, bool reverse, int axis) {
  const bool is_list = is_list_of_tensors(elems);
  const auto call = [&](const Tensors& a, const Tensors& b) -> Tensors {
    return is_list ? tensors_of(f(object_of_list(a), object_of_list(b)))
                   : tensors_of(f(object_of(a, true), object_of(b, true)));
  };
  const Tensors y =
      ops::associative_scan_lists(call, tensors_of(elems), {.reverse = reverse, .axis = axis});
  return is_list ? nb::object(object_of_list(y)) : object_of(y, true);
}

void bind_creation(nb::module_& m) {
  m.def(
      "tensor", [](nb::handle x, nb::handle dtype) { return cast_to(x, dtype); }, nb::arg("x"),
      nb::arg("dtype") = nb::none());
  m.def("cast", cast_to);
  m.def("filled", [](nb::handle shape, nb::handle value, nb::handle dtype) {
    if (is_number(value)) {
      const Scalar number = number_of(value);
      return full(shape_of(shape), number, dtype_or(dtype, number.dtype()));
    }
    const Tensor filled = ops::broadcast_to(tensor_of(value), shape_of(shape)).copy();
    return filled.as_dtype(dtype_or(dtype, filled.dtype()));
  });
  m.def("empty", [](nb::handle shape, nb::handle dtype) {
    return zeros(shape_of(shape), dtype_or(dtype, float32));
  });
  m.def("arange", [](nb::handle start, nb::handle stop, nb::handle step, nb::handle dtype) {
    const Scalar first = stop.is_none() ? Scalar(0) : number_of(start);
    const Scalar end = number_of(stop.is_none() ? start : stop);
    const Scalar by = step.is_none() ? Scalar(1) : number_of(step);
    const Tensor made = arange(first, end, by);
    return made.as_dtype(dtype_or(dtype, made.dtype()));
  });
  m.def("eye", [](int64_t rows, nb::handle columns, int64_t k, nb::handle dtype) {
    return eye(rows, columns.is_none() ? -1 : nb::cast<int64_t>(columns), k,
               dtype_or(dtype, float32));
  });
  m.def("window", [](const std::string& name, int64_t n, double beta) {
    if (name == "bartlett") return ops::bartlett(n);
    if (name == "blackman") return ops::blackman(n);
    if (name == "hamming") return ops::hamming(n);
    return name == "hanning" ? ops::hanning(n) : ops::kaiser(n, beta);
  });
  m.def("shape_of", [](nb::handle x) { return tuple_of(tensor_of(x).shape()); });
  m.def("array_of", [](nb::handle x) { return array_of(tensor_of(x)); });
}

void bind_searches(nb::module_& m) {
  m.def("unique", unique_of);
  m.def("nonzero", [](nb::handle x) { return ops::nonzero(tensor_of(x)).as_dtype(int32); });
  m.def("bincount", [](nb::handle x, nb::handle weights, int64_t minlength) {
    const Tensor of_each = weights.is_none() ? Tensor() : tensor_of(weights);
    return ops::bincount(tensor_of(x), {.weights = of_each, .minlength = minlength});
  });
}

std::optional<uint64_t> seed_of(nb::handle seed) {
  if (seed.is_none()) return {};
  return static_cast<uint64_t>(nb::cast<int64_t>(from_package("next_seed")(seed)));
}

void bind_random(nb::module_& m) {
  m.def("random_uniform",
        [](nb::handle shape, double minval, double maxval, nb::handle dtype, nb::handle seed) {
          return random::uniform(shape_of(shape),
                                 {minval, maxval, dtype_or(dtype, float32), seed_of(seed)});
        });
  m.def("random_normal", [](nb::handle shape, double mean, double stddev, nb::handle dtype,
                            nb::handle seed) {
    return random::normal(shape_of(shape), {mean, stddev, dtype_or(dtype, float32), seed_of(seed)});
  });
  m.def("random_truncated_normal",
        [](nb::handle shape, double mean, double stddev, nb::handle dtype, nb::handle seed) {
          return random::truncated_normal(shape_of(shape),
                                          {mean, stddev, dtype_or(dtype, float32), seed_of(seed)});
        });
  m.def("random_randint",
        [](nb::handle shape, int64_t minval, int64_t maxval, nb::handle dtype, nb::handle seed) {
          return random::randint(shape_of(shape), minval, maxval, dtype_or(dtype, int32),
                                 {seed_of(seed)});
        });
  m.def("random_shuffle", [](nb::handle x, nb::handle seed) {
    return random::shuffle(tensor_of(x), {seed_of(seed)});
  });
  m.def("random_dropout", [](nb::handle x, double rate, nb::handle seed) {
    return random::dropout(tensor_of(x), rate, {seed_of(seed)});
  });
}

}  // namespace

void bind_ops(nb::module_& m) {
  m.def("call_op", call_op);
  m.def("associative_scan", associative_scan);
  bind_creation(m);
  bind_searches(m);
  bind_derivatives(m);
  bind_random(m);
}

}  // namespace keratin::python
