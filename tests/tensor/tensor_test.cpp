// The handle itself: what it shares, what it reveals, what it refuses.
#include "keratin/tensor/tensor.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// Columns of a 2 x 3 matrix: the same memory, other steps.
Tensor transposed(const Tensor& x) {
  return Tensor(x.storage(), 0, {x.shape()[1], x.shape()[0]}, {1, x.shape()[1]}, x.dtype());
}

TEST(Tensor, DescribesItself) {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(x.ndim(), 2);
  EXPECT_EQ(x.size(), 6);
  EXPECT_EQ(x.len(), 2);
  EXPECT_EQ(x.itemsize(), 4U);
  EXPECT_EQ(x.nbytes(), 24U);
  EXPECT_EQ(x.device(), Device());
  EXPECT_TRUE(x.is_contiguous());
  EXPECT_EQ(message([] { (void)tensor(1).len(); }), "ShapeError: len() of a tensor without axes");
}

TEST(Tensor, SharesMemoryBetweenCopies) {
  Tensor x = zeros({2});
  const Tensor y = x;
  x.mutable_data<float>()[1] = 5;
  EXPECT_EQ(y.to_vector<float>(), (std::vector<float>{0, 5}));
  EXPECT_FALSE(x.is_sole_owner());
}

TEST(Tensor, ReadsStridedElementsInRowMajorOrder) {
  const Tensor x = transposed(tensor({{1, 2, 3}, {4, 5, 6}}));
  EXPECT_FALSE(x.is_contiguous());
  EXPECT_EQ(x.to_vector<int>(), (std::vector<int>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(x.to_vector<double>().size(), 6U);
}

TEST(Tensor, GivesItsOnlyElement) {
  EXPECT_EQ(tensor(2.5).item(), 2.5);
  EXPECT_EQ(tensor({{7}}).item<int>(), 7);
  EXPECT_EQ(message([] { (void)zeros({2}).item(); }),
            "ShapeError: item() needs a tensor with one element, received shape (2,)");
}

TEST(Tensor, RefusesPointersOfAnotherKind) {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(x.data<int32_t>()[5], 6);
  EXPECT_EQ(message([&] { (void)x.data<float>(); }),
            "DTypeError: the elements are int32, not float32\n"
            "  hint  convert with .astype(float32) first");
  EXPECT_EQ(message([&] { (void)transposed(x).data<int32_t>(); }),
            "ShapeError: the elements of this view of shape (3, 2) do not lie one after the other\n"
            "  hint  take .contiguous() first");
}

TEST(Tensor, IsNothingByDefault) {
  const Tensor nothing;
  EXPECT_FALSE(nothing.defined());
  EXPECT_EQ(message([&] { (void)nothing.device(); }),
            "ValueError: an empty tensor was used: nothing was assigned to it\n"
            "  hint  a default Tensor holds nothing; assign one first, such as zeros({2, 3})");
}

TEST(Tensor, RefusesShapesLargerThanMemory) {
  EXPECT_THROW(empty({int64_t{1} << 61}), ShapeError);
  EXPECT_THROW(empty({-1}), ShapeError);
}

TEST(Tensor, CannotBeAssignedToWhenTemporary) {
  EXPECT_FALSE((std::is_assignable_v<Tensor&&, Tensor>));
  EXPECT_TRUE((std::is_assignable_v<Tensor&, Tensor>));
}

}  // namespace
}  // namespace keratin
