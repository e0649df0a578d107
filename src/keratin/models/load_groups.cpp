#include "keratin/models/load_groups_internal.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"

namespace keratin::models {
namespace {

using saving::TensorSource;

// Keras 2.12 to 2.15 named the list of layers otherwise.
std::string of_keras_2(std::string path) {
  constexpr std::string_view now = "layers/", then = "_layer_checkpoint_dependencies/";
  for (size_t at = 0; (at = path.find(now, at)) != std::string::npos; at += then.size()) {
    if (at != 0 && path[at - 1] != '/') {
      ++at;
      continue;
    }
    path.replace(at, now.size(), then);
  }
  return path;
}

std::vector<size_t> found_for(const TensorSource& file, const SavedGroup& group) {
  std::vector<size_t> found = file.numbered(group.vars());
  if (found.empty()) found = file.numbered(of_keras_2(group.vars()));
  const bool is_elsewhere = found.empty() && group.keras_2_path != group.path;
  return is_elsewhere ? file.numbered(group.keras_2_path + "/vars") : found;
}

std::string described(const SavedGroup& group) {
  std::string list;
  for (size_t i = 0; i < group.tensors.size(); ++i) {
    const std::string name = i < group.names.size() ? group.names[i] + " " : "";
    list += (i ? ", " : "") + name + describe(group.tensors[i]);
  }
  return list.empty() ? "none" : list;
}

std::string described(const TensorSource& file, const std::vector<size_t>& found) {
  std::string list;
  for (size_t i = 0; i < found.size(); ++i) {
    const TensorSource::Entry& entry = file.entries()[found[i]];
    list += text(i ? ", " : "", entry.dtype ? name_of(*entry.dtype) : "unknown", " ", entry.shape);
  }
  return list.empty() ? "none" : list;
}

constexpr size_t kKept = static_cast<size_t>(-1);

/// Keras 2.12 to 2.15 kept the learning rate in the configuration alone.
void leave_out_rate(const SavedGroup& group, std::vector<size_t>& found) {
  if (group.optimizer && !group.optimizer->has_schedule() &&
      found.size() + 1 == group.tensors.size()) {
    found.insert(found.begin() + 1, kKept);
  }
}

bool fits(const TensorSource& file, const SavedGroup& group, const std::vector<size_t>& found) {
  const auto has_shape = [&](const Tensor& x, size_t i) {
    return i == kKept || (file.entries()[i].dtype && file.entries()[i].shape == x.shape());
  };
  return std::equal(group.tensors.begin(), group.tensors.end(), found.begin(), found.end(),
                    has_shape);
}

/// Of an optimizer's state, before its slots are read: how many steps it took, and the learning
/// rate.
bool has_good_numbers(const TensorSource& file, const SavedGroup& group,
                      const std::vector<size_t>& found) {
  file.read_into(found[0], group.tensors[0]);
  const auto count = group.tensors[0].item<int64_t>();
  if (count < 0 || count > int64_t{1} << 53) return false;
  if (group.optimizer->has_schedule() || found[1] == kKept) return true;
  file.read_into(found[1], group.tensors[1]);
  const auto rate = group.tensors[1].item<double>();
  return rate >= 0 && std::isfinite(rate);
}

void throw_any(const TensorSource& file, std::vector<ErrorDetail> problems) {
  if (problems.empty()) return;
  const size_t count = problems.size();
  constexpr size_t most = 8;
  problems.resize(std::min(most, count));
  throw_file_error(
      text(file.name(), ": ", count, count == 1 ? " layer" : " layers", " cannot be loaded"),
      std::move(problems),
      "the model must be the one that was saved; skip_mismatch leaves such layers");
}

void warn_of_rest(const TensorSource& file, const std::unordered_set<size_t>& used) {
  std::vector<std::string> rest;
  for (size_t i = 0; i < file.entries().size(); ++i) {
    const std::string& path = file.entries()[i].path;
    const bool is_state = path.starts_with("optimizer/") || path.starts_with("_optimizer/") ||
                          path.starts_with("training/") || path.starts_with("metrics/");
    if (!used.contains(i) && !is_state) rest.push_back(path);
  }
  if (rest.empty()) return;
  constexpr size_t most = 5;
  std::string list;
  for (size_t i = 0; i < std::min(most, rest.size()); ++i) list += (i ? ", " : "") + rest[i];
  if (rest.size() > most) list += text(" and ", rest.size() - most, " more");
  warn(text(file.name(), ": the model has no place for ", list, "; ignored"));
}

}  // namespace

void load_groups(const TensorSource& file, const std::vector<SavedGroup>& groups,
                 const LoadWeightsOptions& options) {
  std::vector<std::pair<const SavedGroup*, std::vector<size_t>>> plan;
  std::vector<ErrorDetail> problems;
  std::unordered_set<size_t> used;
  for (const SavedGroup& group : groups) {
    std::vector<size_t> found = found_for(file, group);
    used.insert(found.begin(), found.end());
    leave_out_rate(group, found);
    if (fits(file, group, found)) {
      plan.emplace_back(&group, found);
    } else if (group.optimizer) {
      warn(text(file.name(), ": ", group.title, " begins anew: it has ", group.tensors.size(),
                " variables, the file ", found.size(), " that could be its"));
    } else if (options.skip_mismatch) {
      warn(text(file.name(), ": ", group.title, " stays as it is: it has ", described(group),
                ", the file ", described(file, found)));
    } else {
      problems.push_back({group.title, text("expected ", described(group), "; the file has ",
                                            described(file, found), " at ", group.vars())});
    }
  }
  throw_any(file, std::move(problems));
  for (const auto& [group, found] : plan) {
    for (const size_t i : found) {
      if (i != kKept) file.check(i);
    }
  }
  for (const auto& [group, found] : plan) {
    if (group->optimizer && !has_good_numbers(file, *group, found)) {
      warn(text(file.name(), ": ", group->title, " begins anew: its numbers mean nothing"));
      continue;
    }
    for (size_t i = 0; i < found.size(); ++i) {
      if (found[i] != kKept) file.read_into(found[i], group->tensors[i]);
    }
    if (group->optimizer) group->optimizer->set_state(group->tensors);
  }
  warn_of_rest(file, used);
}

void load_by_paths(const TensorSource& file, Model& model, const LoadWeightsOptions& options) {
  std::vector<std::pair<size_t, Variable>> plan;
  std::vector<ErrorDetail> problems;
  std::unordered_set<size_t> used;
  for (const auto& [path, variable] : weights_by_path_of(model)) {
    const std::optional<size_t> found = file.find(path);
    if (found) used.insert(*found);
    if (found && file.entries()[*found].dtype && file.entries()[*found].shape == variable.shape()) {
      plan.emplace_back(*found, variable);
      continue;
    }
    const std::string problem =
        text("expected ", describe(variable.value()), "; the file has ",
             described(file, found ? std::vector<size_t>{*found} : std::vector<size_t>()));
    if (options.skip_mismatch) {
      warn(text(file.name(), ": ", path, " stays as it is: ", problem));
    } else {
      problems.push_back({path, problem});
    }
  }
  throw_any(file, std::move(problems));
  for (const auto& [i, variable] : plan) file.check(i);
  for (const auto& [i, variable] : plan) file.read_into(i, variable.value());
  warn_of_rest(file, used);
}

}  // namespace keratin::models
