// Which endpoint answers a request.
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "server/message.h"
#include "server/metrics.h"
#include "server/model_store.h"

namespace keratin::server {

/// What the endpoints share.
struct Site {
  ModelStore& store;
  Metrics& metrics;
  /// Where large answers are written; a thread that predicts has better to do.
  TaskPool& workers;
  double request_seconds = 60;
  bool has_page = true;
};

/// A path in its parts, "/v1/models/a" -> {"v1", "models", "a"}, %XX decoded, without the query.
/// Throws Refusal 400 for what is no path.
std::vector<std::string> parts_of(std::string_view target);

/// Answers by calling `respond` once, now or later. Throws nothing.
void route(const Site& site, Request request, Respond respond);

/// The endpoint's name in the metrics, before it is known whether it exists.
bool is_get(const Request& request);

/// Refusal 405 unless the method is that one (GET takes HEAD).
void require_get(const Request& request);
void require_post(const Request& request);

/// The answer to what a handler threw.
Response response_for(std::exception_ptr error);

/// What an endpoint does with a request for a model: read() gives the inputs, answer(outputs) the
/// response, and both may throw.
struct Prediction {
  std::string_view endpoint;  // its name in the metrics
  std::function<Tensors()> read;
  std::function<Response(const Tensors& outputs)> answer;
};
/// Lets the model predict. A full queue answers 503.
void predict(const Site& site, const ModelPtr& model, const Prediction& prediction,
             const Respond& respond);

}  // namespace keratin::server
