// TensorFlow Serving's REST API: status, metadata and predict.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "server/router.h"

namespace keratin::server {

/// Answers /v1/...; throws Refusal for what there is none of.
void answer_v1(const Site& site, Request& request, const std::vector<std::string>& parts,
               const Respond& respond);

/// The inputs of a body, and whether they came by rows ("instances") or columns ("inputs").
struct PredictBody {
  Tensors inputs;
  bool is_by_rows = true;
};
/// Reads {"signature_name": ..., "instances": ...} or {..., "inputs": ...}. Throws Refusal 400.
PredictBody read_predict_body(const ServedModel& model, std::string_view body);

/// {"predictions": ...} or {"outputs": ...}
std::string predict_answer(const ServedModel& model, const Tensors& outputs, bool is_by_rows);

}  // namespace keratin::server
