// The text of the error that a call throws, for tests that pin it.
#pragma once
#include <string>

#include "keratin/base/error.h"

namespace keratin::testing {

/// what() of the library's error that f throws, or "no error".
template <class F>
std::string error_text(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace keratin::testing
