#include "server/v1.h"

#include "keratin/base/text.h"
#include "server/json_writer.h"

namespace keratin::server {
namespace {

/// What an address asks for: /v1/models/NAME[/versions/VERSION][/metadata | :verb].
struct Address {
  std::string name;
  int64_t version = -1;
  bool is_metadata = false;
  std::string verb;
};

[[noreturn]] void throw_malformed() {
  throw Refusal{404,
                "Malformed request: /v1/models/NAME[/versions/VERSION] takes GET, with "
                "/metadata too; with :predict it takes POST"};
}

Address address_of(std::vector<std::string> parts) {
  Address address;
  if (parts.size() < 3 || parts[1] != "models") throw_malformed();
  if (const size_t colon = parts.back().rfind(':'); colon != std::string::npos) {
    address.verb = parts.back().substr(colon + 1);
    parts.back().resize(colon);
    if (address.verb.empty()) throw_malformed();
  } else if (parts.back() == "metadata" && parts.size() > 3) {
    address.is_metadata = true;
    parts.pop_back();
  }
  address.name = parts[2];
  if (parts.size() == 3) return address;
  if (parts.size() == 5 && parts[3] == "labels") {
    throw Refusal{404, text("no version of '", parts[2],
                            "' has a label, as this server gives none; ask for /versions/VERSION, "
                            "or for the latest without it")};
  }
  if (parts.size() != 5 || parts[3] != "versions") throw_malformed();
  const std::optional<int64_t> version = version_of(parts[4]);
  if (!version) throw Refusal{400, "the version must be a whole number"};
  address.version = *version;
  return address;
}

/// As TensorFlow names the types.
std::string_view tensorflow_name(DType dtype) {
  switch (dtype) {
    case DType::bool_: return "DT_BOOL";
    case DType::uint8: return "DT_UINT8";
    case DType::int8: return "DT_INT8";
    case DType::uint16: return "DT_UINT16";
    case DType::int16: return "DT_INT16";
    case DType::uint32: return "DT_UINT32";
    case DType::int32: return "DT_INT32";
    case DType::uint64: return "DT_UINT64";
    case DType::int64: return "DT_INT64";
    case DType::float16: return "DT_HALF";
    case DType::bfloat16: return "DT_BFLOAT16";
    case DType::float32: return "DT_FLOAT";
    case DType::float64: break;
  }
  return "DT_DOUBLE";
}

void append_infos(std::string& out, const std::vector<TensorInfo>& infos) {
  out += "{";
  for (size_t i = 0; i < infos.size(); ++i) {
    if (i > 0) out += ", ";
    append_json_string(out, infos[i].name);
    out += text(": {\"dtype\": \"", tensorflow_name(infos[i].dtype),
                "\", \"tensor_shape\": {\"dim\": [");
    for (int axis = 0; axis < infos[i].shape.rank(); ++axis) {
      const int64_t length = infos[i].shape[axis];
      out += text(axis > 0 ? ", " : "", "{\"size\": \"", length, "\", \"name\": \"\"}");
    }
    out += "], \"unknown_rank\": false}, \"name\": ";
    append_json_string(out, infos[i].name);
    out += "}";
  }
  out += "}";
}

std::string metadata(const ServedModel& model) {
  std::string out = "{\"model_spec\": {\"name\": ";
  append_json_string(out, model.name());
  out += text(", \"signature_name\": \"\", \"version\": \"", model.version(),
              "\"}, \"metadata\": {\"signature_def\": {\"signature_def\": {\"serving_default\": "
              "{\"inputs\": ");
  append_infos(out, model.inputs());
  out += ", \"outputs\": ";
  append_infos(out, model.outputs());
  return out + ", \"method_name\": \"tensorflow/serving/predict\"}}}}}\n";
}

std::string status(const Site& site, const Address& address) {
  std::string versions;
  const std::vector<VersionStatus> all = site.store.versions(address.name);
  for (auto version = all.rbegin(); version != all.rend(); ++version) {
    if (address.version >= 0 && version->version != address.version) continue;
    versions += text(versions.empty() ? "" : ", ", "{\"version\": \"", version->version,
                     "\", \"state\": \"", version->model ? "AVAILABLE" : "END",
                     "\", \"status\": {\"error_code\": \"",
                     version->error.empty() ? "OK" : "UNKNOWN", "\", \"error_message\": ");
    append_json_string(versions, version->error);
    versions += "}}";
  }
  if (versions.empty()) {
    const std::string which =
        address.version < 0 ? "any versions" : text("version ", address.version);
    throw Refusal{404, text("Could not find ", which, " of model ", address.name)};
  }
  return "{\"model_version_status\": [" + versions + "]}\n";
}

void answer_predict(const Site& site, const Request& request, const Address& address,
                    const Respond& respond) {
  const ModelPtr model = site.store.find(address.name, address.version);
  const auto rows = std::make_shared<int64_t>();
  const auto read = [&] {
    PredictBody body = read_predict_body(*model, request.body);
    *rows = body.rows;
    return std::move(body.inputs);
  };
  const auto answer = [model, rows](const Tensors& outputs) {
    Response response;
    response.body = predict_answer(*model, outputs, *rows);
    return response;
  };
  predict(site, model, {"v1_predict", read, answer}, respond);
}

}  // namespace

void answer_v1(const Site& site, Request& request, const std::vector<std::string>& parts,
               const Respond& respond) {
  const Address address = address_of(parts);
  if (address.verb == "predict") {
    require_post(request);
    return answer_predict(site, request, address, respond);
  }
  if (address.verb == "classify" || address.verb == "regress") {
    throw Refusal{400, text(":", address.verb,
                            " takes tf.Example, which Keras's models do not; :predict takes their "
                            "inputs")};
  }
  if (!address.verb.empty()) throw_malformed();
  require_get(request);
  Response response;
  response.endpoint = address.is_metadata ? "v1_metadata" : "v1_status";
  if (address.is_metadata) {
    const ModelPtr model = site.store.find(address.name, address.version);
    response.model = model->name();
    response.body = metadata(*model);
  } else {
    response.body = status(site, address);
    response.model = address.name;
  }
  respond(std::move(response));
}

}  // namespace keratin::server
