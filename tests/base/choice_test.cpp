#include "keratin/base/choice.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

struct AnyFigure {
  static constexpr std::string_view family = "figure";
  static constexpr std::string_view names[] = {"circle", "square"};
  static std::shared_ptr<AnyFigure> get(std::string_view name);
  virtual ~AnyFigure() = default;
  virtual std::string name() const = 0;
};
struct Circle final : AnyFigure {
  std::string name() const override { return "circle"; }
};
struct Square final : AnyFigure {
  explicit Square(int length = 1) : side(length) {}
  std::string name() const override { return "square of " + std::to_string(side); }
  int side;
};
std::shared_ptr<AnyFigure> AnyFigure::get(std::string_view name) {
  if (name == "circle") return std::make_shared<Circle>();
  if (name == "square") return std::make_shared<Square>();
  throw_unknown_name<AnyFigure>(name);
}

using Figure = Choice<AnyFigure>;

TEST(Choice, ANameIsCheckedByTheCompiler) {
  const Figure figure = "circle";
  EXPECT_TRUE(figure.is_some());
  EXPECT_TRUE(figure.is_name());
  EXPECT_EQ(figure.make()->name(), "circle");
  EXPECT_NE(figure.make(), figure.make()) << "a name makes a new object each time";
}

TEST(Choice, AnObjectMovesInAndASharedOneIsShared) {
  const Figure moved = Square(3);
  EXPECT_EQ(moved.make()->name(), "square of 3");
  EXPECT_FALSE(moved.is_name());
  const auto square = std::make_shared<Square>(4);
  const Figure shared = square;
  EXPECT_EQ(shared.make(), square);
}

TEST(Choice, NothingIsKerassNone) {
  const Figure none;
  EXPECT_FALSE(none.is_some());
  EXPECT_EQ(none.make(), nullptr);
  EXPECT_FALSE(Figure(std::shared_ptr<Square>()).is_some());
}

TEST(Choice, CopiesAndMovesKeepTheObject) {
  Figure figure = Square(5);
  const Figure copy = figure;
  const Figure moved = std::move(figure);
  EXPECT_EQ(copy.make(), moved.make());
  Figure assigned = "circle";
  assigned = copy;
  EXPECT_EQ(assigned.make(), copy.make());
}

TEST(Choice, NamesOfTheRunningProgramAreCheckedThere) {
  EXPECT_EQ(Figure::named(std::string("square")).make()->name(), "square of 1");
  EXPECT_EQ(testing::error_text([] { Figure::named("squar"); }),
            "ValueError: unknown figure 'squar'\n"
            "  known  'circle', 'square'\n"
            "  hint   did you mean 'square'?");
  EXPECT_EQ(testing::error_text([] { Figure::named("xxxxxxxxxx"); }),
            "ValueError: unknown figure 'xxxxxxxxxx'\n"
            "  known  'circle', 'square'");
}

}  // namespace
}  // namespace keratin
