// The Open Inference Protocol (KServe, Triton): health, metadata, infer, with the binary extension.
#pragma once
#include <string>
#include <vector>

#include "server/router.h"

namespace keratin::server {

/// Answers /v2/...; throws Refusal for what there is none of.
void answer_v2(const Site& site, Request& request, const std::vector<std::string>& parts,
               const Respond& respond);

/// An output that the client wants, by its index in the model.
struct WantedOutput {
  size_t index;
  bool is_binary = false;
};
struct InferBody {
  std::string id;  // empty: none
  Tensors inputs;
  std::vector<WantedOutput> outputs;
};
/// Reads the request; `header_length` is the text of Inference-Header-Content-Length: the bytes of
/// JSON before the binary data. Throws Refusal 400.
InferBody read_infer_body(const ServedModel& model, std::string_view body,
                          std::string_view header_length);

/// JSON, and the binary data behind it if any was wanted.
Response infer_answer(const ServedModel& model, const InferBody& body, const Tensors& outputs);

/// "FP32", ...
std::string_view v2_name(DType dtype);

}  // namespace keratin::server
