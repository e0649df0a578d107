// Initializers by name.
#include "keratin/initializers/initializer.h"

#include "keratin/initializers/constant.h"
#include "keratin/initializers/orthogonal.h"
#include "keratin/initializers/random_values.h"
#include "keratin/initializers/variance_scaling.h"

namespace keratin::initializers {
namespace {

struct Entry {
  std::string_view name;
  std::string_view class_name;
  std::shared_ptr<Initializer> (*make)();
};
template <class T>
std::shared_ptr<Initializer> make() {
  return std::make_shared<T>();
}
constexpr Entry kEntries[] = {
    {"zeros", "Zeros", make<Zeros>},
    {"ones", "Ones", make<Ones>},
    {"constant", "Constant", make<Constant>},
    {"identity", "Identity", make<Identity>},
    {"random_normal", "RandomNormal", make<RandomNormal>},
    {"random_uniform", "RandomUniform", make<RandomUniform>},
    {"truncated_normal", "TruncatedNormal", make<TruncatedNormal>},
    {"variance_scaling", "VarianceScaling", make<VarianceScaling>},
    {"glorot_normal", "GlorotNormal", make<GlorotNormal>},
    {"glorot_uniform", "GlorotUniform", make<GlorotUniform>},
    {"he_normal", "HeNormal", make<HeNormal>},
    {"he_uniform", "HeUniform", make<HeUniform>},
    {"lecun_normal", "LecunNormal", make<LecunNormal>},
    {"lecun_uniform", "LecunUniform", make<LecunUniform>},
    {"orthogonal", "Orthogonal", make<Orthogonal>},
};

}  // namespace

std::shared_ptr<Initializer> Initializer::get(std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name || entry.class_name == name) return entry.make();
  }
  known_name(family, name, names, std::size(names));  // throws
  return nullptr;
}

}  // namespace keratin::initializers
