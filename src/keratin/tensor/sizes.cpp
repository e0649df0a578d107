#include "keratin/tensor/sizes.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Shape Sizes::for_axes(int rank, const char* name, int64_t least) const {
  Shape each = list;
  if (list.rank() == 1) {
    while (each.rank() < rank) each.push_back(list[0]);
  }
  if (each.rank() != rank) {
    throw_value_error(text("The `", name, "` argument must be a tuple of ", rank,
                           " integers. Received ", name, "=", list));
  }
  for (int i = 0; i < rank; ++i) {
    if (each[i] < least) {
      throw_value_error(text("The `", name, "` argument must be a tuple of ", rank,
                             " integers. Received ", name, "=", list, ", including values below ",
                             least));
    }
  }
  return each;
}

}  // namespace keratin
