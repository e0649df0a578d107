#include "keratin/base/described.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

class Shape2 : public Object {
 public:
  static constexpr std::string_view family = "shape";
  static constexpr ClassNames names[] = {{"Circle", {"circle", "round"}}, {"Box", {}}};
  using Family = Shape2;
  static std::span<const RegistryEntry<Shape2>> registry();
  static std::shared_ptr<Shape2> get(std::string_view name) {
    if (auto made = make_named<Shape2>(name)) return made;
    throw_unknown_name<Shape2>(name);
  }
  virtual double area() const = 0;
};
using AnyShape2 = Choice<Shape2>;

struct CircleOptions {
  double radius = 1;
  std::optional<int64_t> seed = {};
};
class Circle final : public Described<Circle, CircleOptions, Shape2> {
 public:
  static constexpr Renamed renamed[] = {{"r", "radius"}};
  static constexpr std::string_view written_if_changed[] = {"seed"};
  static constexpr std::string_view ignored[] = {"colour"};
  explicit Circle(CircleOptions options = {}) : Described(options) {}
  double area() const override { return 3 * options_.radius * options_.radius; }
};
struct BoxOptions {
  std::vector<double> sides = {1, 2};
  AnyShape2 inner = {};
  std::string name = {};
  uint8_t small = 0;
};
class Box final : public Described<Box, BoxOptions, Shape2> {
 public:
  explicit Box(BoxOptions options = {}) : Described(std::move(options)) {}
  double area() const override { return options_.sides[0] * options_.sides[1]; }
};
std::span<const RegistryEntry<Shape2>> Shape2::registry() {
  static constexpr RegistryEntry<Shape2> all[] = {registry_entry<Circle>(), registry_entry<Box>()};
  return all;
}

TEST(Fields, KnowTheMembersByName) {
  static_assert(fields::count<BoxOptions>() == 4 && fields::count<NoOptions>() == 0);
  std::vector<std::string_view> names;
  BoxOptions options;
  fields::for_each(options, [&](std::string_view name, auto&) { names.push_back(name); });
  EXPECT_EQ(names, (std::vector<std::string_view>{"sides", "inner", "name", "small"}));
}

TEST(Described, TellsItsArguments) {
  EXPECT_EQ(Circle().class_name(), "Circle");
  EXPECT_EQ(Circle().module(), "");  // none of the library's
  EXPECT_EQ(Circle().get_config().to_string(), "{\"radius\": 1.0}");
  EXPECT_EQ(Circle({.seed = 7}).get_config().to_string(), "{\"radius\": 1.0, \"seed\": 7}");
  EXPECT_EQ(serialize(Box({.inner = "round"})).to_string(),
            "{\"module\": null, \"class_name\": \"Box\", \"config\": {\"sides\": [1.0, 2.0], "
            "\"inner\": {\"module\": null, \"class_name\": \"Circle\", \"config\": {\"radius\": "
            "1.0}, \"registered_name\": \"Circle\"}, \"name\": \"\", \"small\": 0}, "
            "\"registered_name\": \"Box\"}");
}

TEST(Described, IsMadeAgainFromItsConfiguration) {
  const Box box({.sides = {2, 3}, .inner = Circle({.radius = 4}), .name = "b"});
  const auto again = Box::from_config(box.get_config());
  EXPECT_EQ(*again, static_cast<const Object&>(box));
  EXPECT_FALSE(*again == static_cast<const Object&>(Box()));
  EXPECT_EQ(again->area(), 6);
  EXPECT_EQ(deserialize<Shape2>(serialize(box))->area(), 6);
  EXPECT_EQ(deserialize<Shape2>("circle")->area(), 3);
  EXPECT_EQ(deserialize<Shape2>(nullptr), nullptr);
}

TEST(Described, ReadsOldNamesAndSkipsWhatMeansNothing) {
  EXPECT_EQ(Circle::from_config({{"r", 2}, {"colour", "red"}, {"other", nullptr}})->area(), 12);
}

TEST(Described, SaysWhichArgumentIsWrong) {
  EXPECT_EQ(testing::error_text([] {
              Circle::from_config({{"radios", 2}});
            }),
            "ValueError: Circle has no argument 'radios'\n"
            "  it has  'radius', 'seed'\n"
            "  hint    did you mean 'radius'?");
  EXPECT_EQ(testing::error_text([] {
              Circle::from_config({{"radius", "x"}});
            }),
            "ValueError in Circle > radius: expected a number, received \"x\"");
  EXPECT_EQ(testing::error_text([] {
              Box::from_config({{"small", 300}});
            }),
            "ValueError in Box > small: 300 is out of range");
  EXPECT_EQ(testing::error_text([] {
              Box::from_config({{"small", -1}});
            }),
            "ValueError in Box > small: -1 is out of range");
}

TEST(Registry, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(testing::error_text([] {
              deserialize<Shape2>(Config{{"class_name", "Star"}});
            }),
            "ValueError: unknown shape class 'Star'\n"
            "  hint  a class of yours: register_keras_serializable<Star>(\"package\"), or "
            "custom_objects");
  EXPECT_EQ(testing::error_text([] {
              deserialize<Shape2>(Config{{"class_name", "__lambda__"}});
            }),
            "ValueError: '__lambda__' holds code of another language, which is never run\n"
            "  hint  replace it by a layer, or by a class of your own that is registered");
  EXPECT_EQ(testing::error_text([] { deserialize<Shape2>(Config{}); }),
            "ValueError: expected a shape: an object with \"class_name\" and \"config\"\n"
            "  received  {}");
}

class Star final : public Described<Star, NoOptions, Shape2> {
 public:
  double area() const override { return 5; }
};

TEST(Registry, KnowsClassesOfTheUsers) {
  {
    const CustomObjectScope scope({custom_class<Star>()});
    EXPECT_EQ(deserialize<Shape2>(Config{{"class_name", "Star"}})->area(), 5);
    EXPECT_EQ(AnyShape2::named("Star").make()->area(), 5);
  }
  EXPECT_NE(testing::error_text([] { AnyShape2::named("Star"); }), "no error");
  register_keras_serializable<Star>("sky");
  register_keras_serializable<Star>("sky");  // again is the same
  EXPECT_EQ(serialize(Star())["registered_name"].as_string(), "sky>Star");
  EXPECT_EQ(deserialize<Shape2>(serialize(Star()))->area(), 5);
  EXPECT_EQ(testing::error_text([] { register_keras_serializable<Circle>("sky", "Star"); }),
            "ValueError: 'sky>Star' is registered for another class");
}

class Blob final : public Shape2 {
 public:
  double area() const override { return 0; }
};

TEST(Object, WithoutArgumentsCannotBeSaved) {
  EXPECT_EQ(Blob().class_name(), "Blob");
  EXPECT_EQ(testing::error_text([] { Blob().get_config(); }),
            "ValueError: Blob has no configuration, so it cannot be saved or copied\n"
            "  hint  give it one: derive from LayerOf<Self, Options>, LossOf<...>, ...");
}

}  // namespace
}  // namespace keratin
