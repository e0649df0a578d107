// Which endpoint answers a request.
#pragma once
#include <chrono>
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

/// Lets the model predict; answer(outputs) makes the response, and may throw. A full queue answers
/// 503.
void predict(const Site& site, const ModelPtr& model, Tensors inputs, Respond respond,
             std::function<Response(const Tensors& outputs)> answer);

}  // namespace keratin::server
