// What gives batches to fit, evaluate and predict: a generator or a PyDataset.
#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "keratin/base/function.h"
#include "keratin/tensor/batch.h"
#include "keratin/tensor/data.h"
#include "keratin/utils/pack_x_y_sample_weight.h"
#include "keratin/utils/py_dataset.h"

namespace keratin {

namespace models {

// What a generator may give: a Batch, x, or a pair or tuple (x, y) or (x, y, sample_weight).
inline Batch to_batch(Batch batch) { return batch; }
template <class X>
requires std::convertible_to<const X&, Data> Batch to_batch(const X& x) {
  return utils::pack_x_y_sample_weight(x);
}
template <class X, class Y>
requires(std::convertible_to<const X&, Data>&& std::convertible_to<const Y&, Data>) Batch
    to_batch(const std::pair<X, Y>& parts) {
  return utils::pack_x_y_sample_weight(parts.first, parts.second);
}
template <class... Parts>
requires(std::convertible_to<const Parts&, Data>&&...) Batch
    to_batch(const std::tuple<Parts...>& parts) {
  return std::apply([](const auto&... part) { return utils::pack_x_y_sample_weight(part...); },
                    parts);
}

template <class T>
struct Optional : std::false_type {
  using Value = T;
};
template <class T>
struct Optional<std::optional<T>> : std::true_type {
  using Value = T;
};

template <class F>
using Given = std::remove_cvref_t<std::invoke_result_t<F&>>;
template <class F>
concept Generator = std::invocable<F&> &&
    requires(const typename Optional<Given<F>>::Value& given) {
  to_batch(given);
};

}  // namespace models

/// A generator is a function without arguments that gives the next batch, a Batch or x, (x, y) or
/// (x, y, sample_weight) as a pair or tuple; in a std::optional it may also say that there are no
/// more, after which it is not asked again:
///
///   model.fit([&] { return Batch{.x = draw(), .y = labels()}; }, {.steps_per_epoch = 100});
///
/// A Source is a handle on it, as a generator object is in Python: what one call has taken, the
/// next one does not see. A function that is given to fit itself is copied.
class Source {
 public:
  using Next = Function<std::optional<Batch>()>;

  template <class F>
  requires models::Generator<std::decay_t<F>> Source(F&& generator)  // NOLINT: implicit on purpose
      : is_endless_(!models::Optional<models::Given<std::decay_t<F>>>::value),
        next_(std::make_shared<Next>()) {
    auto shared = std::make_shared<std::decay_t<F>>(std::forward<F>(generator));
    *next_ = [shared]() -> std::optional<Batch> {
      auto given = (*shared)();
      if constexpr (models::Optional<models::Given<std::decay_t<F>>>::value) {
        if (!given) return std::nullopt;
        return models::to_batch(*std::move(given));
      } else {
        return models::to_batch(std::move(given));
      }
    };
  }
  /// The data set itself, which must live as long as it is used.
  template <std::derived_from<utils::PyDataset> D>
  Source(D& dataset)  // NOLINT
      : dataset_(std::shared_ptr<utils::PyDataset>(), &dataset) {}
  template <class D>
  requires(std::derived_from<D, utils::PyDataset> && !std::is_reference_v<D>)
      Source(D&& dataset)  // NOLINT
      : dataset_(std::make_shared<std::remove_cv_t<D>>(std::forward<D>(dataset))) {}
  template <std::derived_from<utils::PyDataset> D>
  Source(std::shared_ptr<D> dataset) : dataset_(std::move(dataset)) {}  // NOLINT

  /// Whether it cannot say that there are no more batches.
  bool is_endless() const { return is_endless_ || (dataset_ && !dataset_->num_batches()); }
  /// Null for a data set.
  const std::shared_ptr<Next>& generator() const { return next_; }
  /// Null for a generator.
  const std::shared_ptr<utils::PyDataset>& dataset() const { return dataset_; }

 private:
  bool is_endless_ = false;
  std::shared_ptr<Next> next_;
  std::shared_ptr<utils::PyDataset> dataset_;
};

}  // namespace keratin
