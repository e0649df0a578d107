#include "server/router.h"

#include <new>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "server/page.h"
#include "server/v1.h"
#include "server/v2.h"

namespace keratin::server {
namespace {

/// Answers of more bytes are written by another thread than the one that predicts.
constexpr size_t kLargeAnswer = 64 * 1024;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view part) {
  std::string out;
  for (size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      out += part[i];
      continue;
    }
    const int high = i + 2 < part.size() ? hex_digit(part[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(part[i + 2]) : -1;
    if (low < 0) throw Refusal{400, "the path has a % that no two hexadecimal digits follow"};
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Response metrics_response(const Site& site) {
  Response response;
  response.endpoint = "metrics";
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = site.metrics.text();
  return response;
}

void dispatch(const Site& site, Request& request, const Respond& respond) {
  const std::vector<std::string> parts = parts_of(request.target);
  const std::string first = parts.empty() ? "" : parts[0];
  if (first == "v1") return answer_v1(site, request, parts, respond);
  if (first == "v2") return answer_v2(site, request, parts, respond);
  if (first == "metrics" && parts.size() == 1) {
    require_get(request);
    return respond(metrics_response(site));
  }
  if (answer_page(site, request, parts, respond)) return;
  throw Refusal{404, "there is no such address here"};
}

}  // namespace

std::vector<std::string> parts_of(std::string_view target) {
  if (target.empty() || target.front() != '/') throw Refusal{400, "the path must begin with /"};
  std::string_view path = target.substr(0, target.find_first_of("?#"));
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const size_t end = std::min(path.find('/'), path.size());
    parts.push_back(decoded(path.substr(0, end)));
    path.remove_prefix(end);
  }
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

bool is_get(const Request& request) {
  return request.method == Method::get || request.method == Method::head;
}

void require_get(const Request& request) {
  if (!is_get(request)) throw Refusal{405, "this address takes GET"};
}

void require_post(const Request& request) {
  if (request.method != Method::post) throw Refusal{405, "this address takes POST"};
}

Response response_for(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const Refusal& refusal) {
    Response response = error_response(refusal.status, refusal.text);
    if (refusal.status == 405) {
      const bool takes_get = refusal.text.ends_with("GET");
      response.headers.emplace_back("Allow", takes_get ? "GET, HEAD" : "POST");
    }
    return response;
  } catch (const MemoryError&) {
    return busy_response("there is not enough memory for this request now");
  } catch (const std::bad_alloc&) {
    return busy_response("there is not enough memory for this request now");
  } catch (const InternalError& problem) {
    return error_response(500, problem.what());
  } catch (const Error& problem) {
    return error_response(400, problem.what());
  } catch (const std::exception& problem) {
    return error_response(500, problem.what());
  }
}

void route(const Site& site, Request request, Respond respond) {
  try {
    dispatch(site, request, respond);
  } catch (...) {
    respond(response_for(std::current_exception()));
  }
}

void predict(const Site& site, const ModelPtr& model, const Prediction& prediction,
             const Respond& respond) {
  const auto tell = [model, respond, endpoint = prediction.endpoint](Response response) {
    response.endpoint = endpoint;
    response.model = model->name();
    respond(std::move(response));
  };
  Tensors inputs;
  try {
    inputs = prediction.read();
  } catch (...) {
    return tell(response_for(std::current_exception()));
  }
  const auto finish = [tell, answer = prediction.answer](const Tensors& outputs,
                                                         std::exception_ptr error) {
    Response response;
    try {
      if (error) std::rethrow_exception(error);
      response = answer(outputs);
    } catch (...) {
      response = response_for(std::current_exception());
    }
    tell(std::move(response));
  };
  const auto done = [finish, &workers = site.workers](Tensors outputs, std::exception_ptr error) {
    size_t bytes = 0;
    for (const Tensor& output : outputs) bytes += output.nbytes();
    if (bytes < kLargeAnswer) return finish(outputs, error);
    workers.run([finish, outputs] { finish(outputs, nullptr); });
  };
  const auto limit = std::chrono::duration<double>(site.request_seconds);
  const auto deadline =
      TaskPool::Clock::now() + std::chrono::duration_cast<TaskPool::Clock::duration>(limit);
  if (!model->batcher().submit(std::move(inputs), deadline, done)) {
    tell(busy_response("too many requests wait for this model"));
  }
}

}  // namespace keratin::server
