// Callbacks: the library's, and what calls the hooks of those that are written in Python.
#include <set>

#include "convert.h"
#include "fit_arguments.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/callbacks/all.h"

namespace keratin::python {

namespace {

struct CallbackHandle {
  std::shared_ptr<callbacks::Callback> it;
};

/// Calls the hooks that a class of Python's has of its own.
class PythonCallback final : public callbacks::Callback {
 public:
  explicit PythonCallback(nb::handle x)
      : python_(keep(x)),
        hooks_(hooks_of(x)),
        has_batches_(has("on_train_batch_begin") || has("on_train_batch_end")) {}

  void on_train_begin() override {
    set_params_there();
    tell("on_train_begin");
  }
  void on_train_end(const Logs& logs) override { tell_logs("on_train_end", logs); }
  void on_epoch_begin(int64_t epoch) override { tell("on_epoch_begin", epoch); }
  void on_epoch_end(int64_t epoch, Logs& logs) override {
    if (!has("on_epoch_end")) return;
    const nb::gil_scoped_acquire lock;
    const nb::dict there = dict_of(logs);
    (**python_).attr("on_epoch_end")(epoch, there);
    for (const auto& [name, value] : there) {  // what the hook has added is kept, as in Keras
      if (PyNumber_Check(value.ptr())) {
        logs.set(nb::cast<std::string>(name), nb::cast<double>(nb::float_(value)));
      }
    }
  }
  void on_train_batch_begin(int64_t batch) override { tell("on_train_batch_begin", batch); }
  void on_train_batch_end(int64_t batch, const Logs& logs) override {
    tell_logs("on_train_batch_end", batch, logs);
  }
  void on_test_begin() override { tell("on_test_begin"); }
  void on_test_end(const Logs& logs) override { tell_logs("on_test_end", logs); }
  void on_test_batch_begin(int64_t batch) override { tell("on_test_batch_begin", batch); }
  void on_test_batch_end(int64_t batch, const Logs& logs) override {
    tell_logs("on_test_batch_end", batch, logs);
  }
  void on_predict_begin() override { tell("on_predict_begin"); }
  void on_predict_end() override { tell("on_predict_end"); }
  void on_predict_batch_begin(int64_t batch) override { tell("on_predict_batch_begin", batch); }
  void on_predict_batch_end(int64_t batch) override { tell("on_predict_batch_end", batch); }
  bool has_batch_hooks() const override { return has_batches_; }
  bool looks_at_batches() const override { return has_batches_; }

 private:
  static std::set<std::string, std::less<>> hooks_of(nb::handle x) {
    std::set<std::string, std::less<>> hooks;
    for (const nb::handle one : from_package("hooks_of")(x)) {
      hooks.insert(nb::cast<std::string>(one));
    }
    return hooks;
  }
  bool has(std::string_view hook) const { return hooks_.contains(hook); }
  void tell(const char* hook) const {
    if (!has(hook)) return;
    const nb::gil_scoped_acquire lock;
    (**python_).attr(hook)(nb::none());
  }
  void tell(const char* hook, int64_t at) const {
    if (!has(hook)) return;
    const nb::gil_scoped_acquire lock;
    (**python_).attr(hook)(at, nb::none());
  }
  void tell_logs(const char* hook, const Logs& logs) const {
    if (!has(hook)) return;
    const nb::gil_scoped_acquire lock;
    (**python_).attr(hook)(dict_of(logs));
  }
  void tell_logs(const char* hook, int64_t batch, const Logs& logs) const {
    if (!has(hook)) return;
    const nb::gil_scoped_acquire lock;
    (**python_).attr(hook)(batch, dict_of(logs));
  }
  void set_params_there() const {
    const nb::gil_scoped_acquire lock;
    nb::dict there;
    there["verbose"] = params().verbose;
    there["epochs"] = params().epochs;
    there["steps"] = params().steps < 0 ? nb::none() : nb::object(nb::int_(params().steps));
    (**python_).attr("set_params")(there);
  }

  std::shared_ptr<const Kept> python_;
  const std::set<std::string, std::less<>> hooks_;
  const bool has_batches_;
};

callbacks::SaveFreq save_freq_of(nb::handle x) {
  if (!nb::isinstance<nb::str>(x)) return whole_number(x, "save_freq");
  if (nb::cast<std::string>(x) == "epoch") return "epoch";
  throw_value_error("save_freq is \"epoch\" or a number of batches",
                    {{"received", nb::cast<std::string>(x)}});
}

std::shared_ptr<callbacks::Callback> made_early_stopping(const Given& given) {
  callbacks::EarlyStoppingOptions options;
  given.take<std::string>("monitor", options.monitor);
  given.take<double>("min_delta", options.min_delta);
  given.take<int64_t>("patience", options.patience);
  given.take<int>("verbose", options.verbose);
  given.take<std::string>("mode", options.mode);
  given.take<double>("baseline", options.baseline);
  given.take<bool>("restore_best_weights", options.restore_best_weights);
  given.take<int64_t>("start_from_epoch", options.start_from_epoch);
  return std::make_shared<callbacks::EarlyStopping>(options);
}

std::shared_ptr<callbacks::Callback> made_checkpoint(const Given& given) {
  callbacks::ModelCheckpointOptions options;
  given.take<std::string>("monitor", options.monitor);
  given.take<int>("verbose", options.verbose);
  given.take<bool>("save_best_only", options.save_best_only);
  given.take<bool>("save_weights_only", options.save_weights_only);
  given.take<std::string>("mode", options.mode);
  if (given.has("save_freq")) options.save_freq = save_freq_of(given.get("save_freq"));
  given.take<double>("initial_value_threshold", options.initial_value_threshold);
  return std::make_shared<callbacks::ModelCheckpoint>(
      nb::cast<std::string>(nb::str(given.get("filepath"))), options);
}

std::shared_ptr<callbacks::Callback> made_backup(const Given& given) {
  callbacks::BackupAndRestoreOptions options;
  if (given.has("save_freq")) options.save_freq = save_freq_of(given.get("save_freq"));
  given.take<bool>("double_checkpoint", options.double_checkpoint);
  given.take<bool>("delete_checkpoint", options.delete_checkpoint);
  return std::make_shared<callbacks::BackupAndRestore>(
      nb::cast<std::string>(nb::str(given.get("backup_dir"))), options);
}

std::shared_ptr<callbacks::Callback> made_callback(const std::string& name, nb::dict config) {
  const Given given(config);
  if (name == "EarlyStopping") return made_early_stopping(given);
  if (name == "ModelCheckpoint") return made_checkpoint(given);
  if (name == "BackupAndRestore") return made_backup(given);
  if (name == "TerminateOnNaN") {
    callbacks::TerminateOnNaNOptions options;
    given.take<bool>("raise_error", options.raise_error);
    return std::make_shared<callbacks::TerminateOnNaN>(options);
  }
  throw_value_error(text("unknown callback '", name, "'"));
}

nb::object member_of(const CallbackHandle& x, const std::string& name) {
  if (const auto* one = dynamic_cast<const callbacks::EarlyStopping*>(x.it.get())) {
    if (name == "stopped_epoch") return nb::int_(one->stopped_epoch());
    if (name == "best_epoch") return nb::int_(one->best_epoch());
    if (name == "best") return nb::float_(one->best());
  }
  if (const auto* one = dynamic_cast<const callbacks::ModelCheckpoint*>(x.it.get())) {
    if (name == "best") return one->best() ? nb::object(nb::float_(*one->best())) : nb::none();
  }
  throw nb::attribute_error(name.c_str());
}

AnyCallback callback_of(nb::handle x) {
  if (nb::isinstance<CallbackHandle>(x)) {
    if (const auto& it = nb::cast<const CallbackHandle&>(x).it) return AnyCallback(it);
  }
  return AnyCallback(std::make_shared<PythonCallback>(x));
}

}  // namespace

Callbacks callbacks_of(nb::handle list) {
  if (list.is_none()) return {};
  std::vector<AnyCallback> all;
  for (const nb::handle one : list) all.push_back(callback_of(one));
  return Callbacks(std::move(all));
}

void bind_callbacks(nb::module_& m) {
  nb::class_<CallbackHandle> c(m, "Callback", nb::is_weak_referenceable());
  c.def("__init__", [](CallbackHandle* self) { new (self) CallbackHandle(); });
  c.def("_make", [](CallbackHandle& self, const std::string& name, nb::dict config) {
    self.it = made_callback(name, config);
  });
  c.def_prop_ro("_is_made", [](const CallbackHandle& self) { return self.it != nullptr; });
  c.def("_member", member_of);
}

}  // namespace keratin::python
