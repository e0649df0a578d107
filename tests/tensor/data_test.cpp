#include "keratin/tensor/data.h"

#include <gtest/gtest.h>

#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

const std::vector<std::string> names = {"title", "body"};

TEST(Data, ByPositionStaysInItsOrder) {
  const Tensor title = ones({2, 3}), body = ones({2, 5});
  const Data data = {title, body};
  EXPECT_FALSE(data.is_named());
  EXPECT_EQ(data.in_order("fit: x", names)[1].shape(), body.shape());
  EXPECT_TRUE(Data(Tensor()).empty());
}

TEST(Data, ByNameIsPutInOrder) {
  const Tensor title = ones({2, 3}), body = ones({2, 5});
  const Data data = {{"body", body}, {"title", title}};
  const Tensors ordered = data.in_order("fit: x", names);
  EXPECT_EQ(ordered[0].shape(), title.shape());
  EXPECT_EQ(ordered[1].shape(), body.shape());
}

TEST(Data, SaysWhatIsMissing) {
  const Tensor x = ones({2, 3});
  EXPECT_EQ(testing::error_text([&] { Data(x).in_order("fit: x", names); }),
            "ValueError: fit: x needs 2 tensors, received 1\n"
            "  expected  'title', 'body'");
  const Data other = {{"title", x}, {"text", x}};
  EXPECT_EQ(testing::error_text([&] { other.in_order("fit: x", names); }),
            "ValueError: fit: x has no tensor 'body'\n"
            "  expected  'title', 'body'\n"
            "  received  'title', 'text'");
}

}  // namespace
}  // namespace keratin
