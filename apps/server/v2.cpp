#include "server/v2.h"

#include "keratin/base/text.h"
#include "server/json_writer.h"

namespace keratin::server {
namespace {

/// What an address asks for: /v2/models/NAME[/versions/VERSION][/ready | /infer].
struct Address {
  std::string name;
  int64_t version = -1;
  std::string verb;
};

[[noreturn]] void throw_unknown() {
  throw Refusal{404,
                "there is no such address here; there are /v2, /v2/health/live, "
                "/v2/health/ready, and /v2/models/NAME[/versions/VERSION][/ready | /infer]"};
}

Address address_of(std::vector<std::string> parts) {
  if (parts.size() < 3 || parts[1] != "models") throw_unknown();
  Address address;
  address.name = parts[2];
  parts.erase(parts.begin(), parts.begin() + 3);
  if (parts.size() >= 2 && parts[0] == "versions") {
    const std::optional<int64_t> version = version_of(parts[1]);
    if (!version) throw Refusal{404, "the version must be a whole number"};
    address.version = *version;
    parts.erase(parts.begin(), parts.begin() + 2);
  }
  if (parts.size() > 1) throw_unknown();
  if (!parts.empty()) address.verb = parts[0];
  if (!address.verb.empty() && address.verb != "ready" && address.verb != "infer") throw_unknown();
  return address;
}

void append_infos(std::string& out, const std::vector<TensorInfo>& infos) {
  out += "[";
  for (const TensorInfo& info : infos) {
    out += &info == &infos.front() ? "{\"name\": " : ", {\"name\": ";
    append_json_string(out, info.name);
    out += text(", \"datatype\": \"", v2_name(info.dtype), "\", \"shape\": ");
    append_json_shape(out, info.shape);
    out += "}";
  }
  out += "]";
}

std::string metadata(const Site& site, const ServedModel& model) {
  std::string out = "{\"name\": ";
  append_json_string(out, model.name());
  out += ", \"versions\": [";
  bool is_first = true;
  for (const VersionStatus& version : site.store.versions(model.name())) {
    if (!version.model) continue;
    out += text(is_first ? "" : ", ", "\"", version.version, "\"");
    is_first = false;
  }
  out += "], \"platform\": \"keratin\", \"inputs\": ";
  append_infos(out, model.inputs());
  out += ", \"outputs\": ";
  append_infos(out, model.outputs());
  return out + "}\n";
}

void answer_infer(const Site& site, const Request& request, const ModelPtr& model,
                  const Respond& respond) {
  const auto body = std::make_shared<InferBody>();
  const auto read = [&] {
    *body = read_infer_body(*model, request.body, request.inference_header_length);
    return std::move(body->inputs);
  };
  const auto answer = [model, body](const Tensors& outputs) {
    return infer_answer(*model, *body, outputs);
  };
  predict(site, model, {"v2_infer", read, answer}, respond);
}

void answer_server(const Request& request, const std::vector<std::string>& parts,
                   const Respond& respond) {
  require_get(request);
  Response response;
  response.endpoint = "v2_health";
  if (parts.size() == 1) {
    response.endpoint = "v2_metadata";
    response.body = "{\"name\": \"keratin\", \"version\": \"" KERATIN_VERSION
                    "\", \"extensions\": [\"binary_tensor_data\"]}\n";
  } else if (parts[2] == "live") {
    response.body = "{\"live\": true}\n";
  } else {
    response.body = "{\"ready\": true}\n";
  }
  respond(std::move(response));
}

}  // namespace

std::string_view v2_name(DType dtype) {
  switch (dtype) {
    case DType::bool_: return "BOOL";
    case DType::uint8: return "UINT8";
    case DType::int8: return "INT8";
    case DType::uint16: return "UINT16";
    case DType::int16: return "INT16";
    case DType::uint32: return "UINT32";
    case DType::int32: return "INT32";
    case DType::uint64: return "UINT64";
    case DType::int64: return "INT64";
    case DType::float16: return "FP16";
    case DType::bfloat16: return "BF16";
    case DType::float32: return "FP32";
    case DType::float64: break;
  }
  return "FP64";
}

void answer_v2(const Site& site, Request& request, const std::vector<std::string>& parts,
               const Respond& respond) {
  const bool is_health = parts.size() == 3 && parts[1] == "health";
  if (parts.size() == 1 || (is_health && (parts[2] == "live" || parts[2] == "ready"))) {
    return answer_server(request, parts, respond);
  }
  const Address address = address_of(parts);
  const bool is_infer = address.verb == "infer";
  is_infer ? require_post(request) : require_get(request);
  const ModelPtr model = site.store.find(address.name, address.version);
  if (is_infer) return answer_infer(site, request, model, respond);
  Response response;
  response.endpoint = address.verb.empty() ? "v2_metadata" : "v2_health";
  response.model = model->name();
  if (address.verb.empty()) {
    response.body = metadata(site, *model);
  } else {
    append_json_string(response.body = "{\"name\": ", model->name());
    response.body += ", \"ready\": true}\n";
  }
  respond(std::move(response));
}

}  // namespace keratin::server
