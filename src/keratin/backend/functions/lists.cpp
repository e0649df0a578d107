#include "keratin/backend/functions/lists.h"

namespace keratin {

const char* name_of(Unary function) {
  switch (function) {
#define KERATIN_CASE(name) \
  case Unary::name: return #name;
    KERATIN_UNARY_FUNCTIONS(KERATIN_CASE)
#undef KERATIN_CASE
  }
  return "?";
}

const char* name_of(Binary function) {
  switch (function) {
#define KERATIN_CASE(name) \
  case Binary::name: return #name;
    KERATIN_BINARY_FUNCTIONS(KERATIN_CASE)
#undef KERATIN_CASE
  }
  return "?";
}

bool is_predicate(Binary function) { return function >= Binary::equal; }

}  // namespace keratin
