// Models from files: load_model, and what is in a file.
#pragma once
#include <memory>
#include <string>

#include "keratin/models/sequential.h"

namespace keratin::models {

/// The model that save() or Keras (since 2.2) wrote: ".keras", as an archive or a folder, and
/// ".h5". It goes on training where it stopped. Throws FileError, which names the file, for what is
/// no such file, a broken one, and one that asks for more than the limits; ValueError for classes
/// that are not known.
Model load_model(const std::string& path, const LoadOptions& options = {});

/// The same as the object of the class that the file names.
std::shared_ptr<layers::Layer> load_shared_model(const std::string& path,
                                                 const LoadOptions& options = {});

[[noreturn]] void throw_other_model(const std::string& path, const layers::Layer& model,
                                    std::string_view wanted);

/// A model of a class of yours: load_model<Net>("net.keras"). Throws ValueError for another class.
template <class M>
M load_model(const std::string& path, LoadOptions options = {}) {
  options.custom_objects.push_back(custom_class<M>());
  const std::shared_ptr<layers::Layer> model = load_shared_model(path, options);
  if (const M* found = dynamic_cast<const M*>(model.get())) return *found;
  throw_other_model(path, *model, fields::type_name<M>());
}

}  // namespace keratin::models

namespace keratin {
using models::load_model;
namespace saving {
using models::load_model;
}
}  // namespace keratin
