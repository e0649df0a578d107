#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "apps/keratin/commands.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"
#include "apps/keratin/verbs.h"

namespace keratin::command {
namespace {

struct ConvertRequest {
  std::string input;
  std::string output;
  std::string model;  // the layers, where `input` holds weights alone
  bool json = false;
};

/// A file that is gone when this is.
class TemporaryFile {
 public:
  explicit TemporaryFile(const char* end)
      : path_((std::filesystem::temp_directory_path() /
               text("keratin-", getpid(), "-", ++count_, end))
                  .string()) {}
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  static inline int count_ = 0;
  std::string path_;
};

/// The weights by their paths, as safetensors have them: "dense/kernel".
NamedTensors named_weights(const Model& model) {
  const TemporaryFile file(".safetensors");
  model.save_weights(file.path());
  return utils::load_safetensors(file.path());
}

void load_named_weights(Model& model, const std::string& path) {
  const TemporaryFile file(".safetensors");
  utils::save_safetensors(file.path(), load_npz(path));
  try {
    model.load_weights(file.path());
  } catch (Error& error) {
    error.replace_word(file.path(), path);
    throw;
  }
}

[[noreturn]] void throw_no_layers(const ConvertRequest& request) {
  throw_file_error(
      text(request.input, ": holds weights alone, which ", request.output, " cannot be made of"),
      {}, "--model net.json (or another model) says their layers");
}

/// Layers and weights of the input.
Model model_of(const ConvertRequest& request) {
  const FileKind kind = kind_of(request.input);
  const bool has_weights_alone = kind == FileKind::weights || kind == FileKind::arrays;
  if (!has_weights_alone) {
    if (!request.model.empty()) {
      throw_value_error(
          text("--model is for files of weights; ", request.input, " has layers of its own"));
    }
    return read_model(request.input);
  }
  if (request.model.empty()) throw_no_layers(request);
  Model model = read_model(request.model);
  if (kind == FileKind::arrays) {
    load_named_weights(model, request.input);
  } else {
    model.load_weights(request.input);
  }
  return model;
}

void write_json(const std::string& path, const Model& model) {
  const std::string json = model.to_json();
  const std::string part = text(path, ".", getpid());
  std::ofstream file(part, std::ios::binary);
  file << json;
  file.close();
  std::error_code failure;
  if (file) std::filesystem::rename(part, path, failure);
  if (file && !failure) return;
  std::filesystem::remove(part, failure);
  throw_file_error(text(path, ": cannot be written"));
}

void write_model(const ConvertRequest& request, const Model& model) {
  const std::string& path = request.output;
  const bool is_config = kind_of(request.input) == FileKind::config;
  switch (path.ends_with('/') ? FileKind::other : kind_of(path)) {
    case FileKind::config: return write_json(path, model);
    case FileKind::model: return model.save(path);
    case FileKind::weights:
    case FileKind::arrays:
      if (is_config) {
        throw_file_error(text(request.input, ": holds layers alone, and no weights for ", path));
      }
      if (kind_of(path) == FileKind::weights) return model.save_weights(path);
      return save_npz(path, named_weights(model));
    case FileKind::other:
      if (path.ends_with('/'))
        return model.save(path.substr(0, path.size() - 1), {.zipped = false});
  }
  throw_value_error(
      text("expected an output that ends in .keras, .h5, .weights.h5, .weights.json, "
           ".safetensors, .npz or .json, or in / for a folder; received '",
           path, "'"));
}

/// Names and numbers alone, for which no model is needed; false where one is.
bool convert_arrays(const ConvertRequest& request) {
  if (!request.model.empty()) return false;
  const std::string& in = request.input;
  const std::string& out = request.output;
  if (in.ends_with(".npz") && out.ends_with(".safetensors")) {
    utils::save_safetensors(out, load_npz(in));
    return true;
  }
  if (in.ends_with(".safetensors") && out.ends_with(".npz")) {
    save_npz(out, utils::load_safetensors(in));
    return true;
  }
  return false;
}

void convert(const ConvertRequest& request) {
  if (!convert_arrays(request)) write_model(request, model_of(request));
  if (request.json) {
    print_json({{"input", request.input}, {"output", request.output}});
  } else {
    print_text(request.output);
  }
}

}  // namespace

void add_convert(Verbs& verbs) {
  const auto request = std::make_shared<ConvertRequest>();
  ConvertRequest& r = *request;
  CLI::App& command = verbs.add(
      "convert", "Writes a model or its weights in another format",
      "keratin convert digits.keras digits.safetensors", [request] { convert(*request); }, &r.json);
  command
      .add_option("input", r.input,
                  "name.keras, .h5, a folder, .json (layers alone), or weights: .weights.h5, "
                  ".weights.json, .safetensors, .npz")
      ->type_name("INPUT")
      ->required();
  command.add_option("output", r.output, "The same; a name that ends in / becomes a folder")
      ->type_name("OUTPUT")
      ->required();
  command.add_option("--model", r.model, "The layers, where INPUT holds weights alone")
      ->type_name("FILE");
}

}  // namespace keratin::command
