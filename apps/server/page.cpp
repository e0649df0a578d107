#include "server/page.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/base/text.h"
#include "server/json_writer.h"
#include "server/v1.h"

namespace keratin::server {
namespace {

constexpr size_t kUnitsShown = 10;

/// The page runs its own files and talks to this server, and nothing else.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Response file_response(const Request& request, const PageFile& file) {
  Response response;
  response.endpoint = "page";
  response.headers = {{"ETag", std::string(file.etag)},
                      {"Cache-Control", "no-cache"},
                      {"Content-Security-Policy", kPolicy},
                      {"Referrer-Policy", "no-referrer"}};
  response.content_type = std::string(file.content_type);
  // It may be one of several, and weak (W/"...") by way of a proxy.
  const std::string& known = request.if_none_match;
  if (known == "*" || known.find(file.etag) != std::string::npos) {
    response.status = 304;
  } else {
    response.body = std::string(file.content);
  }
  return response;
}

std::string models_text(const Site& site) {
  std::string out = "{\"models\": [";
  for (const std::string& name : site.store.names()) {
    ModelPtr model;
    try {
      model = site.store.find(name);
    } catch (const Refusal&) {
      continue;  // none of its versions could be loaded
    }
    out += out.back() == '[' ? "{\"name\": " : ", {\"name\": ";
    append_json_string(out, name);
    out += text(", \"version\": \"", model->version(),
                "\", \"reads_digits\": ", reads_digits(*model) ? "true" : "false",
                ", \"takes_bytes\": ", model->takes_bytes() ? "true" : "false");
    if (model->hidden()) {
      append_json_string(out += ", \"hidden_layer\": ", model->hidden()->name);
      out += text(", \"hidden_units\": ", model->hidden()->units);
    }
    for (const auto* infos : {&model->inputs(), &model->outputs()}) {
      out += infos == &model->inputs() ? ", \"inputs\": [" : ", \"outputs\": [";
      for (const TensorInfo& info : *infos) {
        append_json_string(out += out.back() == '[' ? "{\"name\": " : ", {\"name\": ", info.name);
        out += text(", \"dtype\": \"", name_of(info.dtype), "\", \"shape\": ");
        append_json_shape(out, info.shape);
        out += "}";
      }
      out += "]";
    }
    out += "}";
  }
  return out + "]}\n";
}

Response activations(const ServedModel& model, const Request& request) {
  const PredictBody body = read_predict_body(model, request.body);
  if (body.inputs[0].len() != 1) throw Refusal{400, "the page asks for one image at a time"};
  Tensors outputs = model.predict_with_hidden(body.inputs);
  Response response;
  std::string units;
  if (model.hidden()) {
    append_json_string(units = ", \"layer\": ", model.hidden()->name);
    units +=
        text(", \"of\": ", model.hidden()->units, ", \"units\": ", most_activated(outputs.back()));
  }
  Tensors seen;
  for (size_t i = 0; i < model.outputs().size(); ++i) seen.push_back(outputs[i]);
  response.body = predict_answer(model, seen, 1);
  response.body.resize(response.body.size() - 2);  // without the last "}\n"
  response.body += units + "}\n";
  return response;
}

}  // namespace

bool reads_digits(const ServedModel& model) {
  if (model.inputs().size() != 1 || model.outputs().size() != 1) return false;
  Shape shape = model.inputs()[0].shape;
  if (shape.empty() || (shape[0] != None && shape[0] != 1)) return false;
  if (shape.rank() == 4 && shape.back() == 1) shape = shape.erased(3);
  const bool is_image = shape.rank() == 3 && shape[1] == 28 && shape[2] == 28;
  const bool is_flat = shape.rank() == 2 && shape[1] == 28 * 28;
  const Shape& output = model.outputs()[0].shape;
  return (is_image || is_flat) && output.rank() == 2 && output.back() == 10;
}

std::string most_activated(const Tensor& activations) {
  const std::vector<float> values = activations.to_vector<float>();
  std::vector<size_t> units(values.size());
  std::iota(units.begin(), units.end(), size_t{0});
  const size_t count = std::min(kUnitsShown, units.size());
  const auto middle = units.begin() + static_cast<std::ptrdiff_t>(count);
  // Equal ones by their number; a NaN comes last.
  std::partial_sort(units.begin(), middle, units.end(), [&](size_t a, size_t b) {
    if (std::isnan(values[a]) || std::isnan(values[b])) {
      return std::isnan(values[a]) == std::isnan(values[b]) ? a < b : std::isnan(values[b]);
    }
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  });
  std::string out = "[";
  for (size_t i = 0; i < count; ++i) {
    out += text(i > 0 ? ", " : "", "{\"unit\": ", units[i], ", \"value\": ");
    append_json_number(out, values[units[i]]);
    out += "}";
  }
  return out + "]";
}

bool answer_page(const Site& site, Request& request, const std::vector<std::string>& parts,
                 const Respond& respond) {
  if (!site.has_page) return false;
  if (parts.size() == 2 && parts[0] == "page" && parts[1] == "models") {
    require_get(request);
    Response response;
    response.endpoint = "page";
    response.body = models_text(site);
    respond(std::move(response));
    return true;
  }
  if (parts.size() == 4 && parts[0] == "page" && parts[3] == "activations") {
    require_post(request);
    const ModelPtr model = site.store.find(parts[2]);
    const auto held = std::make_shared<Request>(std::move(request));
    site.workers.run([model, held, respond] {
      Response response;
      try {
        response = activations(*model, *held);
      } catch (...) {
        response = response_for(std::current_exception());
      }
      response.endpoint = "page";
      response.model = model->name();
      respond(std::move(response));
    });
    return true;
  }
  std::string path;
  for (const std::string& part : parts) path += "/" + part;
  for (const PageFile& file : page_files()) {
    if (file.path != (path.empty() ? "/" : path)) continue;
    require_get(request);
    respond(file_response(request, file));
    return true;
  }
  return false;
}

}  // namespace keratin::server
