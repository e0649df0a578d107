// The bodies of TensorFlow Serving's predict, both ways.
#include "keratin/base/text.h"
#include "server/json_writer.h"
#include "server/tensor_reader.h"
#include "server/v1.h"

namespace keratin::server {
namespace {

using Readers = std::vector<std::unique_ptr<TensorReader>>;

Readers readers_for(const ServedModel& model) {
  Readers readers;
  for (const TensorInfo& info : model.inputs()) {
    readers.push_back(TensorReader::of(info.dtype, info.name));
  }
  return readers;
}

std::string names_of(const ServedModel& model) {
  std::vector<std::string> names;
  for (const TensorInfo& info : model.inputs()) names.push_back(info.name);
  return quoted_list(names);
}

size_t index_of(JsonReader& json, const ServedModel& model, std::string_view name) {
  for (size_t i = 0; i < model.inputs().size(); ++i) {
    if (model.inputs()[i].name == name) return i;
  }
  json.refuse(
      text("there is no input '", name.substr(0, 100), "'; the model has ", names_of(model)));
}

/// {"input": value, ...}: each input once.
void read_named(JsonReader& json, const ServedModel& model, Readers& readers) {
  std::vector<bool> has(readers.size());
  json.object([&](const std::string& name) {
    const size_t i = index_of(json, model, name);
    if (has[i]) json.refuse(text("the input '", name, "' comes twice"));
    has[i] = true;
    readers[i]->read(json);
  });
  for (size_t i = 0; i < has.size(); ++i) {
    if (!has[i]) json.refuse(text("the input '", model.inputs()[i].name, "' is missing"));
  }
}

Tensors read_rows(JsonReader& json, const ServedModel& model) {
  Readers readers = readers_for(model);
  json.array([&] {
    if (json.peek() == JsonReader::Kind::object) return read_named(json, model, readers);
    if (readers.size() != 1) {
      json.refuse(
          text("each instance must be an object, as the model has the inputs ", names_of(model)));
    }
    readers[0]->read(json);
  });
  Tensors inputs;
  for (size_t i = 0; i < readers.size(); ++i) {
    if (readers[i]->count() == 0) json.refuse("'instances' is empty");
    inputs.push_back(model.checked(i, readers[i]->rows()));
  }
  return inputs;
}

Tensors read_columns(JsonReader& json, const ServedModel& model) {
  Readers readers = readers_for(model);
  if (json.peek() == JsonReader::Kind::object) {
    read_named(json, model, readers);
  } else if (readers.size() == 1) {
    readers[0]->read(json);
  } else {
    json.refuse(text("'inputs' must be an object, as the model has the inputs ", names_of(model)));
  }
  Tensors inputs;
  for (size_t i = 0; i < readers.size(); ++i) {
    inputs.push_back(model.checked(i, readers[i]->single()));
  }
  return inputs;
}

void read_member(JsonReader& json, const ServedModel& model, const std::string& name,
                 PredictBody& result) {
  if (name == "signature_name") {
    const std::string signature = json.string();
    if (signature.empty() || signature == "serving_default") return;
    json.refuse(text("Serving signature name: \"", signature.substr(0, 100),
                     "\" not found in signature def; there is 'serving_default'"));
  }
  if (name != "instances" && name != "inputs") {
    json.refuse(text("there is no '", name.substr(0, 100),
                     "' in a predict request; it has 'instances' or 'inputs', and "
                     "'signature_name'"));
  }
  if (!result.inputs.empty()) json.refuse("'instances' or 'inputs' must come once, and not both");
  const bool is_by_rows = name == "instances";
  result.inputs = is_by_rows ? read_rows(json, model) : read_columns(json, model);
  if (is_by_rows) result.rows = result.inputs[0].len();
}

}  // namespace

PredictBody read_predict_body(const ServedModel& model, std::string_view body) {
  JsonReader json(body);
  PredictBody result;
  json.object([&](const std::string& name) { read_member(json, model, name, result); });
  json.end();
  if (result.inputs.empty()) json.refuse("'instances' or 'inputs' is missing");
  model.check_batch(result.inputs);
  return result;
}

namespace {

/// Answers by rows have one for each instance.
void check_rows(const ServedModel& model, const Tensors& outputs, int64_t rows) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].ndim() > 0 && outputs[i].len() == rows) continue;
    throw Refusal{400, text("the output '", model.outputs()[i].name, "' has shape ",
                            outputs[i].shape(), ", not a row for each of ", rows,
                            " instances; 'inputs' instead of 'instances' gets it as it is")};
  }
}

}  // namespace

std::string predict_answer(const ServedModel& model, const Tensors& outputs, int64_t rows) {
  const bool is_by_rows = rows > 0;
  if (is_by_rows) check_rows(model, outputs, rows);
  std::string out = is_by_rows ? "{\"predictions\": " : "{\"outputs\": ";
  const auto append_name = [&](size_t i) {
    out += i > 0 ? ", " : "{";
    append_json_string(out, model.outputs()[i].name);
    out += ": ";
  };
  if (outputs.size() == 1) {
    append_json_tensor(out, outputs[0]);
  } else if (is_by_rows) {
    out += '[';
    for (int64_t row = 0; row < rows; ++row) {
      if (row > 0) out += ", ";
      for (size_t i = 0; i < outputs.size(); ++i) {
        append_name(i);
        append_json_row(out, outputs[i], row);
      }
      out += '}';
    }
    out += ']';
  } else {
    for (size_t i = 0; i < outputs.size(); ++i) {
      append_name(i);
      append_json_tensor(out, outputs[i]);
    }
    out += '}';
  }
  return out + "}\n";
}

}  // namespace keratin::server
