// What each command was told, and the functions that do it. They throw keratin's errors.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/server/serve.h"

namespace keratin::command {

struct TrainRequest {
  std::string network;         // net.json, or a saved model that goes on
  std::vector<int64_t> dense;  // or the units of a stack of Dense layers
  std::string data;
  std::string output;
  int64_t epochs = 1;
  int64_t batch_size = 32;
  std::string optimizer;  // empty: the model's own, else rmsprop
  std::optional<double> learning_rate;
  std::string loss;  // empty: the model's own, else what the labels ask for
  std::vector<std::string> metrics;
  double validation_split = 0;
  std::optional<double> scale;
  std::optional<uint64_t> seed;
  std::optional<int> threads;
  std::string policy;
  bool json = false;
};

struct EvaluateRequest {
  std::string model;
  std::string data;
  int64_t batch_size = 32;
  std::string loss;
  std::vector<std::string> metrics;
  std::optional<double> scale;
  std::optional<int> threads;
  bool json = false;
};

struct PredictRequest {
  std::string model;
  std::string input;   // a picture, or x.npy
  std::string output;  // out.npy
  int64_t batch_size = 32;
  std::optional<double> scale;
  bool json = false;
};

struct SummaryRequest {
  std::string model;
  bool plan = false;
  bool weights = false;
  bool json = false;
};

struct ConvertRequest {
  std::string input;
  std::string output;
  std::string model;  // the layers, where `input` holds weights alone
  bool json = false;
};

struct ServeRequest {
  server::ServeOptions options;
  bool no_page = false;
  bool json = false;
};

struct NotebookRequest {
  bool install = false;
  std::string prefix;  // where the kernel is installed; empty: for this user
};

void train(const TrainRequest& request);
void evaluate(const EvaluateRequest& request);
void predict(const PredictRequest& request);
void summarize(const SummaryRequest& request);
void convert(const ConvertRequest& request);
void serve(const ServeRequest& request);
/// Both become another program; what is left to say is why they could not.
void repl();
void notebook(const NotebookRequest& request);

}  // namespace keratin::command
