// Activations in configurations, and those that are functions of the user's.
#include "keratin/activations/activation.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "keratin/activations/all.h"
#include "keratin/base/file_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

ConfigValue written(const Activation& activation) { return to_value(activation); }
Activation read(const ConfigValue& value) {
  Activation activation;
  from_value(value, activation);
  return activation;
}

TEST(Activation, NamesStandInFilesAsKerasWritesThem) {
  const std::string path = std::string(KERATIN_GOLDEN_DIR) + "/configs.jsonl.gz";
  const auto bytes = gunzip(path, read_file(path));
  std::string_view lines(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  int seen = 0;
  while (!lines.empty()) {
    const auto line = nlohmann::json::parse(lines.substr(0, lines.find('\n')));
    lines.remove_prefix(std::min(lines.size(), lines.find('\n') + 1));
    if (line["family"] != "activations" || !line["record"].is_string()) continue;
    const std::string name = line["class"], record = line["record"];
    EXPECT_EQ(written(Activation::named(name)).as_string(), record) << name;
    EXPECT_EQ(written(read(record)).as_string(), record) << name;
    ++seen;
  }
  EXPECT_EQ(seen, std::ssize(activations::Activation::names));
}

TEST(Activation, NothingIsLinear) {
  EXPECT_EQ(written({}).as_string(), "linear");
  EXPECT_EQ(written(read(nullptr)).as_string(), "linear");
}

TEST(Activation, OfTheUserIsSavedByItsName) {
  const auto f = [](const Tensor& x) { return x * 2.0; };
  EXPECT_EQ(error_text([&] { written(f); }),
            "ValueError: an activation of your own has no name, so it cannot be saved\n"
            "  hint  register it: register_keras_serializable<Base>(\"package\", \"name\", "
            "function)");
  register_keras_serializable<activations::Activation>("mine", "twice", f);
  const Activation twice = Activation::named("twice");
  EXPECT_EQ(twice.make()->name(), "twice");
  EXPECT_EQ(written(twice).to_string(),
            "{\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"mine>twice\", "
            "\"registered_name\": \"function\"}");
  const Activation again = read(written(twice));
  EXPECT_EQ((*again.make())(tensor({1.5})).item(), 3);
  EXPECT_TRUE(*again.make() == *twice.make());
  EXPECT_NE(error_text([] { read(function_record("other>twice")); }), "no error");
}

TEST(Activation, WithOtherArgumentsHasNoName) {
  EXPECT_EQ(written(activations::Elementwise("elu", Unary::elu)).as_string(), "elu");
  EXPECT_NE(error_text([] { written(activations::Elementwise("elu", Unary::elu, {.a = 0.5})); }),
            "no error");
}

TEST(Activation, IsNoLayer) {
  EXPECT_EQ(error_text([] {
              read(Config{{"class_name", "LeakyReLU"}});
            }),
            "ValueError: expected the name of an activation, or a function\n"
            "  received  {\"class_name\": \"LeakyReLU\"}\n"
            "  hint      a layer such as LeakyReLU stands behind the layer whose output it takes");
}

}  // namespace
}  // namespace keratin
