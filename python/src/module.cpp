// keratin._keratin: the library for Python. The words and signatures of Keras are the business of
// the package around it, which is written from the library's headers.
#include <new>

#include "convert.h"
#include "keratin/base/error.h"

namespace keratin::python {
namespace {

/// The text of an error, without the name of its kind where Python writes the same one.
const char* text_of(const Error& error, std::string_view kind) {
  return std::string_view(error.what()).starts_with(kind) ? error.what() + kind.size()
                                                          : error.what();
}

/// The library's errors as Python's, with their text.
void translate(const std::exception_ptr& thrown, void*) {
  try {
    std::rethrow_exception(thrown);
  } catch (const FileError& error) {
    PyErr_SetString(from_package("FileError").ptr(), text_of(error, "FileError: "));
  } catch (const DTypeError& error) {
    PyErr_SetString(PyExc_TypeError, error.what());
  } catch (const MemoryError& error) {
    PyErr_SetString(PyExc_MemoryError, error.what());
  } catch (const DeviceError& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  } catch (const InternalError& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  } catch (const Error& error) {
    PyErr_SetString(PyExc_ValueError, text_of(error, "ValueError: "));
  } catch (const nb::cast_error&) {
    PyErr_SetString(PyExc_TypeError, "an argument is of a type that it cannot be");
  }
}

}  // namespace
}  // namespace keratin::python

NB_MODULE(_keratin, m) {
  using namespace keratin::python;
  nb::set_leak_warnings(false);  // what a program keeps until its end is no leak
  nb::register_exception_translator(translate);
  bind_tensors(m);
  bind_parts(m);
  bind_layers(m);
  bind_models(m);
  bind_callbacks(m);
  bind_ops(m);
  bind_library(m);
}
