// Bodies and addresses of requests to the model server: each is answered or refused.
#include <keratin/keratin.h>

#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "server/guard.h"
#include "server/json_reader.h"
#include "server/metrics.h"
#include "server/v1.h"
#include "server/v2.h"

namespace {

using namespace keratin;
using namespace keratin::server;

/// Inputs of every kind of number.
Model make_model() {
  Input ids({None}, {.dtype = int32, .name = "ids"}), flags({2}, {.dtype = bool_, .name = "flags"});
  Input x({None, 2}, {.name = "x"});
  const Tensor mean = ops::mean(layers::Embedding(4, 1)(ids), {.axis = 1});
  const Tensor any = layers::Rescaling(1.0)(flags), most = ops::max(x, {.axis = 1});
  return Model({ids, flags, x}, {mean, any, most});
}

const ServedModel& model() {
  static server::Metrics metrics;
  static TaskPool pool(1);
  static const ServedModel served("m", 1, make_model(), BatcherOptions(), pool, metrics);
  return served;
}

template <class F>
void refuse_or(F read) {
  try {
    read();
  } catch (const Refusal&) {  // which is right
  }
}

/// What is written must be JSON again.
void check_json(std::string_view text) {
  try {
    JsonReader json(text);
    json.skip();
    json.end();
  } catch (const Refusal&) {
    __builtin_trap();
  }
}

void infer(std::string_view body, const std::string& header_length) {
  const InferBody read = read_infer_body(model(), body, header_length);
  if (read.inputs.size() != 3 || read.outputs.empty()) __builtin_trap();
  Tensors outputs;
  for (int i = 0; i < 3; ++i) outputs.push_back(zeros({1, 2}));
  const Response response = infer_answer(model(), read, outputs);
  std::string_view answer = response.body;
  if (!response.headers.empty()) answer = answer.substr(0, std::stoul(response.headers[0].second));
  check_json(answer);
}

void read(const std::vector<uint8_t>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  refuse_or([&] {
    if (read_predict_body(model(), text).inputs.size() != 3) __builtin_trap();
  });
  refuse_or([&] { infer(text, ""); });
  const size_t end = text.rfind('}');
  if (end != std::string_view::npos) refuse_or([&] { infer(text, std::to_string(end + 1)); });
  refuse_or([&] { parts_of(text.substr(0, 1000)); });
  const std::string_view host = text.substr(0, 100);
  if (!refused_host(host, {})) refused_origin(host, host, {});
  check_json(error_response(400, text).body);
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_json)
