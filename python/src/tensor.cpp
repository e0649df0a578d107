// Tensors and variables: NumPy's operators, attributes and ways into an array.
#include "convert.h"
#include "keratin/autodiff/variable.h"
#include "keratin/backend/functions/lists.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/node.h"
#include "operands.h"

namespace keratin::python {

bool is_number(nb::handle x) {
  return nb::isinstance<nb::bool_>(x) || nb::isinstance<nb::int_>(x) ||
         nb::isinstance<nb::float_>(x);
}

Scalar number_of(nb::handle x) {
  if (nb::isinstance<nb::bool_>(x)) return nb::cast<bool>(x);
  if (nb::isinstance<nb::int_>(x)) return nb::cast<int64_t>(x);
  return nb::cast<double>(x);
}

Tensor binary_of(Binary f, nb::handle a, nb::handle b) {
  if (is_number(b) && !is_number(a)) return ops::binary(f, tensor_of(a), number_of(b));
  if (is_number(a) && !is_number(b)) return ops::binary(f, number_of(a), tensor_of(b));
  const Tensor x = tensor_of(a), y = tensor_of(b);
  const nb::gil_scoped_release free;
  return ops::binary(f, x, y);
}

std::vector<Index> indices_of(nb::handle key) {
  std::vector<Index> indices;
  const auto add = [&](nb::handle one) {
    if (one.is_none()) {
      indices.emplace_back(newaxis);
    } else if (one.ptr() == Py_Ellipsis) {
      indices.emplace_back(ellipsis);
    } else if (PySlice_Check(one.ptr())) {
      const auto bound = [&](const char* name) -> slice::Bound {
        const nb::object value = one.attr(name);
        if (value.is_none()) return {};
        return whole_number(value, "a bound of a slice");
      };
      const slice::Bound step = bound("step");
      indices.emplace_back(slice(bound("start"), bound("stop"), step.value.value_or(1)));
    } else if (nb::isinstance<nb::int_>(one) && !nb::isinstance<nb::bool_>(one)) {
      indices.emplace_back(nb::cast<int64_t>(one));
    } else {
      indices.emplace_back(tensor_of(one));
    }
  };
  if (!nb::isinstance<nb::tuple>(key)) {
    add(key);
  } else {
    for (const nb::handle one : nb::cast<nb::tuple>(key)) add(one);
  }
  return indices;
}

namespace {

/// What Python asks when its operators do not know the other side.
bool is_operand(nb::handle x) {
  return is_number(x) || is_tensor_like(x) || nb::isinstance<nb::list>(x);
}

template <Binary f>
nb::object forward(nb::handle a, nb::handle b) {
  if (!is_operand(b)) return nb::borrow(Py_NotImplemented);
  return nb::cast(binary_of(f, a, b));
}
template <Binary f>
nb::object backward(nb::handle a, nb::handle b) {
  if (!is_operand(b)) return nb::borrow(Py_NotImplemented);
  return nb::cast(binary_of(f, b, a));
}

/// A tensor whose elements Python may ask for one by one. Throws TypeError for a symbolic one.
Tensor with_elements(nb::handle x, const char* what) {
  Tensor tensor = tensor_of(x);
  if (is_symbolic(tensor)) throw nb::type_error(what);
  return tensor;
}

template <class C>
void bind_conversions(C& c) {
  c.def("__iter__", [](nb::handle x) {
    const Tensor tensor =
        with_elements(x, "Iterating over a symbolic KerasTensor is not supported.");
    nb::list rows;
    for (int64_t i = 0; i < tensor.len(); ++i) rows.append(nb::cast(ops::indexed(tensor, {i})));
    return nb::iter(rows);
  });
  c.def("__len__", [](nb::handle x) {
    return with_elements(x, "A symbolic KerasTensor has no len().").len();
  });
  c.def("__bool__", [](nb::handle x) {
    return static_cast<bool>(
        with_elements(x, "A symbolic KerasTensor cannot be used as a boolean."));
  });
  c.def("__float__", [](nb::handle x) {
    return with_elements(x, "A symbolic KerasTensor is no number.").template item<double>();
  });
  c.def("__int__", [](nb::handle x) {
    return with_elements(x, "A symbolic KerasTensor is no number.").template item<int64_t>();
  });
  c.def("__index__", [](nb::handle x) {
    const Tensor tensor = with_elements(x, "A symbolic KerasTensor is no index.");
    if (!is_integer(tensor.dtype())) {
      throw_dtype_error("only a whole number is an index", {{"received", describe(tensor)}});
    }
    return tensor.item<int64_t>();
  });
  c.def("item", [](nb::handle x) { return array_of(tensor_of(x)).attr("item")(); });
  c.def("tolist", [](nb::handle x) { return array_of(tensor_of(x)).attr("tolist")(); });
}

template <class C>
void bind_shape(C& c) {
  c.def_prop_ro("shape", [](nb::handle x) { return tuple_of(tensor_of(x).shape()); });
  c.def_prop_ro("dtype", [](nb::handle x) { return std::string(name_of(tensor_of(x).dtype())); });
  c.def_prop_ro("ndim", [](nb::handle x) { return tensor_of(x).ndim(); });
  c.def_prop_ro("size", [](nb::handle x) { return tensor_of(x).size(); });
  c.def_prop_ro("T", [](nb::handle x) { return tensor_of(x).T(); });
}

template <class C>
void bind_operators(C& c) {
#define KERATIN_OPERATOR(name, f) c.def("__" #name "__", forward<Binary::f>, nb::arg().none());
#define KERATIN_BOTH(name, f)                                   \
  c.def("__" #name "__", forward<Binary::f>, nb::arg().none()); \
  c.def("__r" #name "__", backward<Binary::f>, nb::arg().none());
  KERATIN_BOTH(add, add)
  KERATIN_BOTH(sub, subtract)
  KERATIN_BOTH(mul, multiply)
  KERATIN_BOTH(truediv, divide)
  KERATIN_BOTH(floordiv, floor_divide)
  KERATIN_BOTH(mod, mod)
  KERATIN_BOTH(pow, power)
  KERATIN_BOTH(and, logical_and)
  KERATIN_BOTH(or, logical_or)
  KERATIN_BOTH(xor, logical_xor)
  KERATIN_OPERATOR(lt, less)
  KERATIN_OPERATOR(le, less_equal)
  KERATIN_OPERATOR(gt, greater)
  KERATIN_OPERATOR(ge, greater_equal)
  KERATIN_OPERATOR(eq, equal)
  KERATIN_OPERATOR(ne, not_equal)
#undef KERATIN_OPERATOR
#undef KERATIN_BOTH
  c.def("__matmul__",
        [](nb::handle a, nb::handle b) { return ops::matmul(tensor_of(a), tensor_of(b)); });
  c.def("__rmatmul__",
        [](nb::handle a, nb::handle b) { return ops::matmul(tensor_of(b), tensor_of(a)); });
  c.def("__neg__", [](nb::handle x) { return ops::negative(tensor_of(x)); });
  c.def("__abs__", [](nb::handle x) { return ops::abs(tensor_of(x)); });
  c.def("__invert__", [](nb::handle x) { return ops::logical_not(tensor_of(x)); });
  c.def("__getitem__",
        [](nb::handle x, nb::handle key) { return ops::indexed(tensor_of(x), indices_of(key)); });
  bind_conversions(c);
  bind_shape(c);
}

/// NumPy's protocol; a copy where the dtype is another one.
nb::object as_array(const Tensor& x, nb::handle dtype, nb::handle copy, bool is_shared) {
  nb::object array = array_of(x, false);
  const bool is_other = !dtype.is_none() && !array.attr("dtype").equal(
                                                nb::module_::import_("numpy").attr("dtype")(dtype));
  if (is_other) return array.attr("astype")(dtype);
  const bool wants_copy = !copy.is_none() && nb::cast<bool>(copy);
  return wants_copy || !is_shared ? array.attr("copy")() : array;
}

std::string text_of(const Tensor& x) {
  if (!is_symbolic(x)) return x.repr();
  return text("<KerasTensor shape=", x.shape(), ", dtype=", name_of(x.dtype()),
              ", sparse=False, ragged=False, name=",
              node_of_symbolic(x) ? node_of_symbolic(x)->operation->name() : "", ">");
}

void bind_tensor(nb::module_& m) {
  nb::class_<Tensor> c(m, "Tensor", nb::is_weak_referenceable(),
                       "Numbers of one dtype in a row-major block, or, where symbolic, what stands "
                       "for them while a model is made.");
  bind_operators(c);
  c.def("__repr__", text_of);
  c.def("__str__", [](const Tensor& x) { return is_symbolic(x) ? text_of(x) : x.to_string(); });
  c.def("__hash__", [](nb::handle x) {
    return static_cast<int64_t>(reinterpret_cast<intptr_t>(x.ptr()) >> 4);
  });
  c.def(
      "__array__",
      [](const Tensor& x, nb::handle dtype, nb::handle copy) {
        return as_array(x, dtype, copy, true);
      },
      nb::arg("dtype") = nb::none(), nb::arg("copy") = nb::none());
  c.def("numpy", [](const Tensor& x) { return array_of(x, false); });
  c.def("__dlpack__", [](const Tensor& x, nb::kwargs keywords) {
    return array_of(x).attr("__dlpack__")(**keywords);
  });
  c.def("__dlpack_device__", [](const Tensor&) { return nb::make_tuple(1, 0); });
  c.def_prop_ro("is_symbolic", [](const Tensor& x) { return is_symbolic(x); });
  c.def_prop_ro("name", [](const Tensor& x) {
    return is_symbolic(x) ? node_of_symbolic(x)->operation->name() : std::string();
  });
  c.def("astype",
        [](const Tensor& x, nb::handle dtype) { return x.astype(*dtype_of_object(dtype)); });
  c.def("reshape", [](const Tensor& x, nb::args lengths) {
    return x.reshape(shape_of(lengths.size() == 1 ? nb::object(lengths[0]) : nb::object(lengths)));
  });
  c.def("__reduce__", [](const Tensor& x) {
    return nb::make_tuple(from_package("tensor"), nb::make_tuple(array_of(x)));
  });
  c.def("__copy__", [](const Tensor& x) { return x; });
  c.def("__deepcopy__", [](const Tensor& x, nb::handle) { return x.copy(); });
  c.attr("__array_priority__") = 100;
}

void bind_variable(nb::module_& m) {
  nb::class_<Variable> c(m, "Variable", nb::is_weak_referenceable(), nb::dynamic_attr(),
                         "A tensor that training changes.");
  c.def(
      "__init__",
      [](nb::pointer_and_handle<Variable> self, nb::handle initializer, nb::handle shape,
         nb::handle dtype, bool trainable, const std::string& name) {
        const nb::object value = from_package("first_value")(initializer, shape, dtype);
        new (self.p) Variable(tensor_of(value).copy(), {.name = name, .trainable = trainable});
        self.h.attr("_is_free") = true;  // no layer's yet
      },
      nb::arg("initializer"), nb::arg("shape") = nb::none(), nb::arg("dtype") = nb::none(),
      nb::arg("trainable") = true, nb::arg("name") = "variable");
  bind_operators(c);
  c.def("__repr__", &Variable::to_string);
  c.def("__hash__", [](nb::handle x) {
    return static_cast<int64_t>(reinterpret_cast<intptr_t>(x.ptr()) >> 4);
  });
  c.def(
      "__array__",
      [](const Variable& x, nb::handle dtype, nb::handle copy) {
        return as_array(x.value(), dtype, copy, false);
      },
      nb::arg("dtype") = nb::none(), nb::arg("copy") = nb::none());
  c.def("numpy", [](const Variable& x) { return array_of(x.value().detach().copy()); });
  c.def_prop_ro("value", [](const Variable& x) { return x.value(); });
  c.def_prop_ro("name", [](const Variable& x) { return x.name(); });
  c.def_prop_rw("trainable", &Variable::trainable, &Variable::set_trainable);
  c.def("assign", [](Variable& x, nb::handle value) {
    x.assign(tensor_of(value));
    return x.value();
  });
  c.def("assign_add", [](Variable& x, nb::handle value) {
    x.assign_add(tensor_of(value));
    return x.value();
  });
  c.def("assign_sub", [](Variable& x, nb::handle value) {
    x.assign_sub(tensor_of(value));
    return x.value();
  });
  c.def("_become", [](Variable& x, const Variable& other) { x = other; });
  c.def("is_same", [](const Variable& x, const Variable& other) { return x == other; });
  c.def("__reduce__", [](const Variable& x) {
    return nb::make_tuple(
        from_package("variable"),
        nb::make_tuple(array_of(x.value().detach().copy()), x.trainable(), x.name()));
  });
  c.attr("__array_priority__") = 100;
}

}  // namespace

void bind_tensors(nb::module_& m) {
  bind_tensor(m);
  bind_variable(m);
}

}  // namespace keratin::python
