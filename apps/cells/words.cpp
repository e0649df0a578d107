#include "words.h"

#include <cxxabi.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <typeinfo>

#include "keratin/keratin.h"

namespace keratin::cells {
namespace {

using Words = std::vector<std::string>;

void add(Words& words, std::string_view name) {
  if (!name.empty()) words.emplace_back(name);
}
void add(Words& words, const ClassNames& names) {
  add(words, names.class_name);
  for (const std::string_view alias : names.aliases) add(words, alias);
}

template <class List>
Words all_of(const List& list) {
  Words words;
  for (const auto& entry : list) add(words, entry);
  return words;
}

template <class T>
std::string type_name() {
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(typeid(T).name(), nullptr, nullptr, nullptr), std::free);
  return name ? name.get() : "";
}

// A family, by the type of what takes one of it.
template <class Family>
std::pair<std::string, Words> family() {
  return {type_name<Choice<Family>>(), all_of(Family::names)};
}

std::map<std::string, Words> make_table() {
  const Words formats = {"channels_last", "channels_first"};
  return {family<activations::Activation>(),
          family<constraints::Constraint>(),
          family<initializers::Initializer>(),
          family<losses::Loss>(),
          family<metrics::Metric>(),
          family<optimizers::Optimizer>(),
          family<regularizers::Regularizer>(),
          {type_name<Losses>(), all_of(losses::Loss::names)},
          {type_name<Metrics>(), all_of(metrics::Metric::names)},
          {type_name<losses::Reduction>(), all_of(losses::Reduction::names)},
          {type_name<DTypePolicy>(), all_of(DTypePolicy::names)},
          {type_name<layers::DataFormat>(), formats},
          {type_name<plot::Colormap>(), all_of(plot::colormap_names)},
          {type_name<Verbose>(), {"auto"}},
          {type_name<callbacks::SaveFreq>(), {"epoch"}}};
}

}  // namespace

std::vector<std::string> words_of_type(const std::string& type) {
  static const std::map<std::string, Words> table = make_table();
  const auto found = table.find(type);
  return found == table.end() ? Words() : found->second;
}

}  // namespace keratin::cells
