// The layout of every message: where, rule, aligned details, hint.
#include "keratin/base/error.h"

#include <gtest/gtest.h>

namespace keratin {
namespace {

TEST(Error, PutsRuleDetailsAndHintBelowEachOther) {
  const ShapeError error({"the input's last axis is 28, but kernel has 784 rows",
                          {{"input", "float32 (32, 28, 28)"}, {"kernel", "float32 (784, 128)"}},
                          "add layers::Flatten() before this layer"});
  EXPECT_STREQ(error.what(),
               "ShapeError: the input's last axis is 28, but kernel has 784 rows\n"
               "  input   float32 (32, 28, 28)\n"
               "  kernel  float32 (784, 128)\n"
               "  hint    add layers::Flatten() before this layer");
  EXPECT_EQ(error.rule(), "the input's last axis is 28, but kernel has 784 rows");
}

TEST(Error, CollectsPlacesFromTheInsideOut) {
  ValueError error({"units must be positive, received 0"});
  error.add_where("dense_1 (Dense)");
  error.add_where("sequential");
  EXPECT_EQ(error.where(), "sequential > dense_1 (Dense)");
  EXPECT_STREQ(error.what(),
               "ValueError in sequential > dense_1 (Dense): units must be positive, received 0");
}

TEST(Error, KeepsPlacesWhenItIsRethrown) {
  try {
    try {
      throw_dtype_error("expected float32, received bool");
    } catch (Error& error) {
      error.add_where("dense (Dense)");
      throw;
    }
  } catch (const DTypeError& error) {
    EXPECT_STREQ(error.what(), "DTypeError in dense (Dense): expected float32, received bool");
  }
}

TEST(Error, ThrowsTheTypeOfItsFamily) {
  EXPECT_THROW(throw_shape_error("a"), ShapeError);
  EXPECT_THROW(throw_dtype_error("a"), DTypeError);
  EXPECT_THROW(throw_value_error("a"), ValueError);
  EXPECT_THROW(throw_file_error("a"), FileError);
  EXPECT_THROW(throw_device_error("a"), DeviceError);
}

TEST(Error, AdmitsThatAnInternalOneIsOurBug) {
  try {
    throw_internal_error("the tape lost a node");
  } catch (const InternalError& error) {
    EXPECT_STREQ(error.what(),
                 "InternalError: the tape lost a node\n"
                 "  hint  this is a bug in Keratin; please report it");
  }
}

}  // namespace
}  // namespace keratin
