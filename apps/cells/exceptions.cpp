#include "exceptions.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <typeinfo>

#include "interrupts.h"

namespace keratin::cells {
namespace {

// "ShapeError", "std::runtime_error", "int".
std::string type_name() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!type) return "exception";
  const std::unique_ptr<char, void (*)(void*)> demangled(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr), std::free);
  std::string name = demangled ? demangled.get() : type->name();
  if (name.starts_with("keratin::")) name = name.substr(9);
  if (name.starts_with("notebook::cell_")) name = name.substr(name.find("::", 10) + 2);
  return name;
}

}  // namespace

CellError describe_exception() {
  const std::string name = type_name();
  try {
    throw;
  } catch (const KeyboardInterrupt&) {
    return {"KeyboardInterrupt", "the cell was interrupted; its variables are as far as it came"};
  } catch (const CompileError& error) {
    return {"CompileError", error.what()};
  } catch (const std::exception& error) {
    return {name, error.what()};
  } catch (const std::string& thrown) {
    return {"std::string", thrown};
  } catch (const char* thrown) {
    return {name, thrown};
  } catch (int thrown) {
    return {name, std::to_string(thrown)};
  } catch (double thrown) {
    return {name, std::to_string(thrown)};
  } catch (...) {
    return {name, "an exception of this type was thrown, which says nothing about itself"};
  }
}

}  // namespace keratin::cells
