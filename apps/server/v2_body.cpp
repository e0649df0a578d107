// The bodies of the Open Inference Protocol's infer, as JSON and with binary data behind it.
#include <algorithm>
#include <charconv>
#include <optional>

#include "keratin/base/text.h"
#include "server/json_writer.h"
#include "server/tensor_reader.h"
#include "server/v2.h"

namespace keratin::server {
namespace {

/// An input as its object says; the numbers are read when the whole object is known.
struct InputText {
  std::string name, datatype;
  std::optional<Shape> shape;
  std::optional<std::string_view> data;
  std::optional<uint64_t> binary_bytes;
};

uint64_t whole_number(JsonReader& json, std::string_view what) {
  const std::string_view number = json.number();
  uint64_t value = 0;
  const char* end = number.data() + number.size();
  const auto result = std::from_chars(number.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || value > (uint64_t{1} << 62)) {
    json.refuse(text(what, " must be a whole number, not less than 0 and below 2 to the 62nd"));
  }
  return value;
}

[[noreturn]] void refuse_parameter(JsonReader& json, std::string_view where,
                                   std::string_view name) {
  json.refuse(text("the parameter '", name.substr(0, 100), "' of ", where,
                   " is not known here; leave it out"));
}

Shape read_shape(JsonReader& json) {
  std::vector<int64_t> lengths;
  uint64_t size = 1;
  json.array([&] {
    const uint64_t length = whole_number(json, "a length in 'shape'");
    if (lengths.size() == static_cast<size_t>(kMaxRank)) json.refuse("more than 8 axes");
    if (__builtin_mul_overflow(size, length, &size) || size > uint64_t{1} << 40) {
      json.refuse("'shape' says more elements than there can be");
    }
    lengths.push_back(static_cast<int64_t>(length));
  });
  return Shape(lengths);
}

InputText read_input(JsonReader& json) {
  InputText input;
  json.object([&](const std::string& name) {
    if (name == "name") {
      input.name = json.string();
    } else if (name == "datatype") {
      input.datatype = json.string();
    } else if (name == "shape") {
      input.shape = read_shape(json);
    } else if (name == "data") {
      if (input.data) json.refuse("'data' comes twice");
      input.data = json.skip();
    } else if (name == "parameters") {
      json.object([&](const std::string& parameter) {
        if (parameter != "binary_data_size") refuse_parameter(json, "an input", parameter);
        input.binary_bytes = whole_number(json, "'binary_data_size'");
      });
    } else {
      json.refuse(text("an input has no '", name.substr(0, 100), "'"));
    }
  });
  return input;
}

size_t index_of(const std::vector<TensorInfo>& infos, std::string_view what,
                std::string_view name) {
  std::vector<std::string> names;
  for (size_t i = 0; i < infos.size(); ++i) {
    if (infos[i].name == name) return i;
    names.push_back(infos[i].name);
  }
  throw Refusal{400, text("there is no ", what, " '", name.substr(0, 100), "'; the model has ",
                          quoted_list(names))};
}

/// What stands in the body beside the inputs' numbers.
struct Head {
  std::string id;
  std::string model;  // KServe's clients say it in the body, too
  std::vector<InputText> inputs;
  bool has_inputs = false;
  struct Output {
    std::string name;
    std::optional<bool> is_binary;
  };
  std::vector<Output> outputs;
  bool has_outputs = false, is_binary = false;
};

Head::Output read_output(JsonReader& json) {
  Head::Output output;
  json.object([&](const std::string& name) {
    if (name == "name") {
      output.name = json.string();
    } else if (name == "parameters") {
      json.object([&](const std::string& parameter) {
        if (parameter != "binary_data") refuse_parameter(json, "an output", parameter);
        output.is_binary = json.boolean();
      });
    } else {
      json.refuse(text("an output has no '", name.substr(0, 100), "'"));
    }
  });
  return output;
}

void read_member(JsonReader& json, const std::string& name, Head& head) {
  if (name == "id") {
    head.id = json.string();
  } else if (name == "model_name") {
    head.model = json.string();
  } else if (name == "inputs" && !head.has_inputs) {
    head.has_inputs = true;
    json.array([&] { head.inputs.push_back(read_input(json)); });
  } else if (name == "outputs" && !head.has_outputs) {
    head.has_outputs = true;
    json.array([&] { head.outputs.push_back(read_output(json)); });
  } else if (name == "parameters") {
    json.object([&](const std::string& parameter) {
      if (parameter != "binary_data_output") refuse_parameter(json, "the request", parameter);
      head.is_binary = json.boolean();
    });
  } else {
    const bool is_known = name == "inputs" || name == "outputs";
    json.refuse(text(is_known ? "there is a second '" : "an infer request has no '",
                     name.substr(0, 100), "'"));
  }
}

/// The numbers of one input; binary ones are cut off the front of `binary`.
Tensor read_tensor(const ServedModel& model, size_t i, const InputText& input,
                   std::string_view& binary) {
  const TensorInfo& info = model.inputs()[i];
  if (input.datatype != v2_name(info.dtype)) {
    throw Refusal{400, text("the input '", info.name, "' has datatype ", v2_name(info.dtype),
                            ", received '", input.datatype.substr(0, 40), "'")};
  }
  if (!input.shape) throw Refusal{400, text("the input '", info.name, "' has no 'shape'")};
  if (input.data.has_value() == input.binary_bytes.has_value()) {
    throw Refusal{400, text("the input '", info.name,
                            "' must have 'data' or the parameter 'binary_data_size', one of both")};
  }
  if (input.binary_bytes) {
    if (*input.binary_bytes > binary.size()) {
      throw Refusal{400, text("the input '", info.name, "' says ", *input.binary_bytes,
                              " bytes of binary data, ", binary.size(), " are left")};
    }
    const std::string_view bytes = binary.substr(0, *input.binary_bytes);
    binary.remove_prefix(bytes.size());
    return model.checked(i, tensor_of_bytes(info.name, info.dtype, *input.shape, bytes));
  }
  const std::unique_ptr<TensorReader> reader = TensorReader::of(info.dtype, info.name);
  JsonReader json(*input.data);
  if (json.peek() != JsonReader::Kind::array) json.refuse("'data' must be a list");
  reader->read(json);
  return model.checked(i, reader->shaped(*input.shape));
}

Tensors read_tensors(const ServedModel& model, const Head& head, std::string_view binary) {
  const size_t count = model.inputs().size();
  std::vector<Tensor> inputs(count);
  for (const InputText& input : head.inputs) {
    const size_t i = index_of(model.inputs(), "input", input.name);
    if (inputs[i].defined()) throw Refusal{400, text("the input '", input.name, "' comes twice")};
    inputs[i] = read_tensor(model, i, input, binary);
  }
  for (size_t i = 0; i < count; ++i) {
    if (!inputs[i].defined()) {
      throw Refusal{400, text("the input '", model.inputs()[i].name, "' is missing")};
    }
  }
  if (!binary.empty()) {
    throw Refusal{400, text(binary.size(), " bytes of binary data belong to no input")};
  }
  return Tensors(inputs);
}

std::vector<WantedOutput> wanted(const ServedModel& model, const Head& head) {
  std::vector<WantedOutput> outputs;
  for (const Head::Output& output : head.outputs) {
    const size_t i = index_of(model.outputs(), "output", output.name);
    const auto is_this = [&](const WantedOutput& known) { return known.index == i; };
    if (std::any_of(outputs.begin(), outputs.end(), is_this)) {
      throw Refusal{400, text("'outputs' names '", output.name, "' twice")};
    }
    outputs.push_back({i, output.is_binary.value_or(head.is_binary)});
  }
  if (head.outputs.empty()) {
    for (size_t i = 0; i < model.outputs().size(); ++i) outputs.push_back({i, head.is_binary});
  }
  return outputs;
}

}  // namespace

InferBody read_infer_body(const ServedModel& model, std::string_view body,
                          std::string_view header_length) {
  size_t json_bytes = body.size();
  if (!header_length.empty()) {
    const char* end = header_length.data() + header_length.size();
    const auto result = std::from_chars(header_length.data(), end, json_bytes);
    if (result.ec != std::errc() || result.ptr != end || json_bytes > body.size()) {
      throw Refusal{400, text("Inference-Header-Content-Length must be a whole number, at most the "
                              "body's ",
                              body.size(), " bytes")};
    }
  }
  JsonReader json(body.substr(0, json_bytes));
  Head head;
  json.object([&](const std::string& name) { read_member(json, name, head); });
  json.end();
  if (!head.model.empty() && head.model != model.name()) {
    throw Refusal{400, text("'model_name' is '", head.model.substr(0, 100),
                            "', but the address asks for '", model.name(), "'")};
  }
  InferBody result;
  result.inputs = read_tensors(model, head, body.substr(json_bytes));
  model.check_batch(result.inputs);
  result.outputs = wanted(model, head);
  result.id = std::move(head.id);
  return result;
}

Response infer_answer(const ServedModel& model, const InferBody& body, const Tensors& outputs) {
  Response response;
  std::string& out = response.body;
  std::string binary;
  out = "{\"model_name\": ";
  append_json_string(out, model.name());
  out += text(", \"model_version\": \"", model.version(), "\"");
  if (!body.id.empty()) append_json_string(out += ", \"id\": ", body.id);
  out += ", \"outputs\": [";
  for (const WantedOutput& wanted : body.outputs) {
    const Tensor output = outputs[wanted.index].contiguous();
    out += &wanted == &body.outputs.front() ? "{\"name\": " : ", {\"name\": ";
    append_json_string(out, model.outputs()[wanted.index].name);
    out += text(", \"datatype\": \"", v2_name(output.dtype()), "\", \"shape\": ");
    append_json_shape(out, output.shape());
    if (wanted.is_binary) {
      out += text(", \"parameters\": {\"binary_data_size\": ", output.nbytes(), "}}");
      visit_dtype(output.dtype(), [&](auto tag) {
        const auto* bytes = reinterpret_cast<const char*>(output.data<decltype(tag)>());
        binary.append(bytes, output.nbytes());
      });
    } else {
      out += ", \"data\": ";
      append_json_flat(out, output);
      out += "}";
    }
  }
  out += "]}";
  if (!binary.empty()) {
    response.content_type = "application/octet-stream";
    response.headers.emplace_back("Inference-Header-Content-Length", text(out.size()));
    out += binary;
  }
  return response;
}

}  // namespace keratin::server
