// One call of fit, from the check of its arguments to the History.
#pragma once
#include "keratin/models/batches_internal.h"
#include "keratin/models/interrupt_internal.h"
#include "keratin/models/model.h"
#include "keratin/utils/progbar.h"

namespace keratin::models {

/// 0, 1 or 2; "auto" is 1 on a terminal and 2 elsewhere.
int resolved_verbose(Verbose verbose);

class FitRun {
 public:
  FitRun(Model& model, const Data& x, const Data& y, const FitOptions& options);
  History run();

 private:
  void check() const;
  void split();
  void run_epoch(int64_t epoch);
  void run_batches(const Batches& data, utils::Progbar& bar);
  void validate(int64_t epoch);
  void report(int64_t epoch, utils::Progbar& bar);
  template <class F>
  void for_each_callback(F f);

  Model& model_;
  FitOptions options_;
  Tensors x_, y_, weights_;  // in the model's order
  ValidationData validation_;
  int verbose_;
  callbacks::Params params_;
  History history_;
  Logs logs_;
  InterruptGuard interrupt_;
};

}  // namespace keratin::models
