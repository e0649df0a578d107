#include "keratin/ops/nan_reductions.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {

void add_nan_cases(OpCaseTable& table) {
  const Inputs x = {positive({4, 3})};
#define KERATIN_ADD_NAN(name)                                           \
  table.add(#name, x, [](const Inputs& in) {                            \
    return Outputs{ops::name(in[0], {}), ops::name(in[0], {.axis = 1}), \
                   ops::name(in[0], {.axis = 0, .keepdims = true})};    \
  });
  KERATIN_ADD_NAN(nansum)
  KERATIN_ADD_NAN(nanprod)
  KERATIN_ADD_NAN(nanmax)
  KERATIN_ADD_NAN(nanmin)
  KERATIN_ADD_NAN(nanmean)
  KERATIN_ADD_NAN(nanvar)
  KERATIN_ADD_NAN(nanstd)
  KERATIN_ADD_NAN(nanargmax)
  KERATIN_ADD_NAN(nanargmin)
#undef KERATIN_ADD_NAN
  table.add("nancumsum", x, [](const Inputs& in) {
    return Outputs{ops::nancumsum(in[0]), ops::nancumsum(in[0], 1)};
  });
  table.add("nancumprod", x, [](const Inputs& in) {
    return Outputs{ops::nancumprod(in[0]), ops::nancumprod(in[0], 1)};
  });
  table.add("nanquantile", x, [](const Inputs& in) {
    return Outputs{ops::nanquantile(in[0], 0.3), ops::nanquantile(in[0], {0.3, 0.7}, {.axis = 1}),
                   ops::nanquantile(in[0], 0.3, {.axis = 0, .method = "lower", .keepdims = true})};
  });
  table.add("nanpercentile", x, [](const Inputs& in) {
    return Outputs{ops::nanpercentile(in[0], 30), ops::nanpercentile(in[0], {30, 70})};
  });
  table.add("nanmedian", x, [](const Inputs& in) { return ops::nanmedian(in[0], {.axis = 1}); });
}

}  // namespace keratin::testing
