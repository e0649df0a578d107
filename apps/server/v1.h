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

/// The inputs of a body, and how many rows they came by ("instances"); 0 for columns ("inputs").
struct PredictBody {
  Tensors inputs;
  int64_t rows = 0;
};
/// Reads {"signature_name": ..., "instances": ...} or {..., "inputs": ...}. Throws Refusal 400.
PredictBody read_predict_body(const ServedModel& model, std::string_view body);

/// {"predictions": ...} for so many rows, or with 0 {"outputs": ...}. Throws Refusal 400 for
/// outputs of other lengths than the rows.
std::string predict_answer(const ServedModel& model, const Tensors& outputs, int64_t rows);

}  // namespace keratin::server
