// What the equation of EinsumDense says of the shapes of its weights.
#include <gtest/gtest.h>

#include "keratin/base/text.h"
#include "keratin/layers/core/einsum_equation_internal.h"
#include "tests/support/error_text.h"

namespace keratin::layers {
namespace {

struct EquationCase {
  const char* equation;
  Shape input, output;
  std::optional<std::string> bias_axes;
  Shape kernel, bias;
  const char* subscripts;
  std::vector<int64_t> input_axes, output_axes;
};

TEST(EinsumEquation, TellsTheShapesOfTheWeights) {
  const EquationCase cases[] = {
      {"ab,bc->ac", {kNone, 3}, {64}, "c", {3, 64}, {64}, "ab,bc->ac", {0}, {1}},
      {"abc,cd->abd", {kNone, 3, 5}, {kNone, 6}, {}, {5, 6}, {}, "abc,cd->abd", {0}, {1}},
      {"abc,cd->abd", {kNone, 3, 5}, {3, 6}, "bd", {5, 6}, {3, 6}, "abc,cd->abd", {0}, {1}},
      {"abc,cd->abd", {kNone, 3, 5}, {3, 6}, "b", {5, 6}, {3, 1}, "abc,cd->abd", {0}, {1}},
      {"abc,bcd->abd", {2, 3, 4}, {3, 6}, "db", {3, 4, 6}, {3, 6}, "abc,bcd->abd", {1}, {0, 2}},
      {"...x,xyz->...yz",
       {kNone, 5, 3},
       {7, 2},
       "y",
       {3, 7, 2},
       {7, 1},
       "ABx,xyz->AByz",
       {0},
       {1, 2}},
      {"...x,xA->...A", {kNone, 5, 3}, {7}, {}, {3, 7}, {}, "BCx,xA->BCA", {0}, {1}},
      {"...bx,xy->...by", {kNone, 5}, {4}, {}, {5, 4}, {}, "bx,xy->by", {0}, {1}},
      {"ab...,bc->ac...", {kNone, 3, 5, 7}, {6}, "c", {3, 6}, {6, 1, 1}, "abAB,bc->acAB", {0}, {1}},
      {"ab...,bc->ac...", {kNone, 3}, {6}, "c", {3, 6}, {6}, "ab,bc->ac", {0}, {1}},
  };
  for (const EquationCase& one : cases) {
    const EinsumEquation equation(one.equation);
    const auto shapes = equation.shapes_for(one.input, one.output, one.bias_axes);
    const std::string what = text(one.equation, " of ", one.input);
    EXPECT_EQ(shapes.kernel, one.kernel) << what;
    EXPECT_EQ(shapes.bias, one.bias) << what;
    EXPECT_EQ(shapes.subscripts, one.subscripts) << what;
    EXPECT_EQ(shapes.input_axes, one.input_axes) << what;
    EXPECT_EQ(shapes.output_axes, one.output_axes) << what;
  }
}

TEST(EinsumEquation, IsOfOneOfThreeForms) {
  for (const char* wrong : {"", "ab,bc", "ab bc->ac", "ab,b c->ac", "ab->ac,bc", "...ab,bc->ac",
                            "ab...,bc->...ac", "a...,ab->b...", "ab,...bc->ac", ",bc->c", "ab,->a",
                            "ab,bc->", "ab,bc->ac...", "ab,bc,cd->ad"}) {
    EXPECT_NE(testing::error_text([&] {
                EinsumEquation equation(wrong);
              }).find("Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z]"),
              std::string::npos)
        << wrong;
  }
  EXPECT_THROW(EinsumEquation("aa,ab->b"), ValueError);
}

TEST(EinsumEquation, HasNoLetterAlone) {
  EXPECT_EQ(testing::error_text([] { EinsumEquation equation("ab,bd->ac"); }),
            "ValueError: Dimension 'c' was specified in the output 'ac' but has no corresponding "
            "dim in the input spec 'ab' or weight spec 'bd'");
  EXPECT_EQ(testing::error_text([] { EinsumEquation equation("ab,bcd->ac"); }),
            "ValueError: Weight dimension 'd' did not have a match in either the input spec 'ab' "
            "or the output spec 'ac'. For this layer, the weight must be fully specified.");
}

TEST(EinsumEquation, RefusesShapesThatDoNotFit) {
  const auto error = [](const char* equation, const Shape& input, const Shape& output,
                        const std::optional<std::string>& bias_axes = {}) {
    return testing::error_text(
        [&] { EinsumEquation(equation).shapes_for(input, output, bias_axes); });
  };
  EXPECT_EQ(error("abc,bcd->abd", {kNone, 3, 5}, {4, 6}),
            "ShapeError: Input shape and output shape do not match at shared dimension 'b'. Input "
            "shape is 3, and output shape is 4.");
  EXPECT_NE(error("abc,bcd->abd", {kNone, kNone, 5}, {4, 6}).find("Input shape is None"),
            std::string::npos);
  EXPECT_EQ(error("ab,bc->ac", {kNone, 3, 5}, {4}),
            "ShapeError: the equation 'ab,bc->ac' is for an input with 2 axes, received (None, 3, "
            "5)");
  EXPECT_NE(error("ab...,bc->ac...", {3}, {4}).find("with at least 2 axes"), std::string::npos);
  EXPECT_NE(error("ab,bc->ac", {kNone, 3}, {4, 5}).find("output_shape (4, 5) does not fit"),
            std::string::npos);
  EXPECT_NE(error("...x,xy->...y", {5}, {7}).find("does not fit"), std::string::npos);
  EXPECT_NE(error("abc,bcd->abd", {kNone, 3, 5}, {kNone, 6}).find("the kernel's axis 'b'"),
            std::string::npos);
  EXPECT_NE(error("ab,bc->ac", {kNone, kNone}, {4}).find("the kernel's axis 'b'"),
            std::string::npos);
  EXPECT_NE(error("abc,cd->abd", {kNone, 3, 5}, {kNone, 6}, "b").find("the bias's axis 'b'"),
            std::string::npos);
  EXPECT_EQ(error("ab,bc->ac", {kNone, 3}, {4}, "b"),
            "ValueError: Bias dimension 'b' was requested, but is not part of the output spec "
            "'ac'");
  EXPECT_NE(error("ab,bc->ac", {kNone, 3}, {4}, "").find("bias_axes names no axis"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin::layers
