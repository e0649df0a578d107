// What compile is told of each output.
#include "keratin/models/options.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

void check_name(const char* what, const std::string& name,
                const std::vector<std::string>& outputs) {
  if (std::find(outputs.begin(), outputs.end(), name) != outputs.end()) return;
  const std::string guess = closest(name, outputs);
  throw_value_error(text("compile: there is no output '", name, "' for ", what),
                    {{"outputs", quoted_list(outputs)}},
                    guess.empty() ? "" : text("did you mean '", guess, "'?"));
}

void check_count(const char* what, size_t received, size_t expected) {
  if (received == expected) return;
  throw_value_error(text("compile: ", what, " are given for ", received,
                         " outputs, but the model has ", expected));
}

}  // namespace

Losses::Losses(const std::vector<AnyLoss>& list) : several_(new std::vector<NamedLoss>()) {
  for (const AnyLoss& loss : list) several_->push_back({"", loss});
}
Losses::Losses(std::vector<NamedLoss> list)
    : several_(new std::vector<NamedLoss>(std::move(list))), are_named_(true) {}
Losses::Losses(std::initializer_list<AnyLoss> list) : Losses(std::vector<AnyLoss>(list)) {}
Losses::Losses(std::initializer_list<NamedLoss> list) : Losses(std::vector<NamedLoss>(list)) {}

AnyLoss Losses::of(size_t k, const std::vector<std::string>& outputs) const {
  if (!several_) return one_;
  if (!are_named_) {
    check_count("losses", several_->size(), outputs.size());
    return (*several_)[k].loss;
  }
  AnyLoss found;
  for (const NamedLoss& named : *several_) {
    check_name("loss", named.output, outputs);
    if (named.output == outputs[k]) found = named.loss;
  }
  return found;
}

std::vector<AnyMetric> Metrics::of(size_t k, const std::vector<std::string>& outputs) const {
  std::vector<AnyMetric> found = all_;
  for (const NamedMetrics& named : named_) {
    check_name("metrics", named.output, outputs);
    if (named.output == outputs[k]) {
      found.insert(found.end(), named.metrics.begin(), named.metrics.end());
    }
  }
  return found;
}

double LossWeights::of(size_t k, const std::vector<std::string>& outputs) const {
  if (!list_.empty()) {
    check_count("loss_weights", list_.size(), outputs.size());
    return list_[k];
  }
  double found = 1;
  for (const auto& [name, weight] : named_) {
    check_name("loss_weights", name, outputs);
    if (name == outputs[k]) found = weight;
  }
  return found;
}

}  // namespace keratin
