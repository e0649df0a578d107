// What fit returns: every log of every epoch.
#pragma once
#include "keratin/callbacks/callback.h"

namespace keratin::callbacks {

/// The columns of a training: history.history["loss"] is one number an epoch.
class HistoryTable {
 public:
  using Column = std::pair<std::string, std::vector<double>>;

  /// Throws ValueError, which lists the known columns, when there is none of that name.
  const std::vector<double>& operator[](std::string_view name) const&;
  /// Of a history that ends with the expression, model.fit(...).history["loss"], a copy.
  std::vector<double> operator[](std::string_view name) && { return (*this)[name]; }
  void operator[](std::nullptr_t) const = delete;  // history[0]: the columns have names
  bool contains(std::string_view name) const;
  void append(const Logs& logs);
  /// Makes room for `epochs` numbers of each of these logs, so that append allocates nothing.
  void reserve(const Logs& logs, size_t epochs);

  size_t size() const { return columns_.size(); }
  bool empty() const { return columns_.empty(); }
  auto begin() const { return columns_.begin(); }
  auto end() const { return columns_.end(); }
  /// As Python prints a dict of lists.
  std::string to_string() const;

 private:
  Column new_column(const std::string& name);

  std::vector<Column> columns_;
  std::vector<Column> spare_;  // named and empty, until the first epoch's logs come
};

/// Every fit adds one and returns it.
class History final : public Callback {
 public:
  HistoryTable history;
  std::vector<int64_t> epoch;

  /// Whether Ctrl-C ended the fit, after the batch that ran; what is here is of the epochs so far.
  bool is_interrupted() const { return is_interrupted_; }
  /// As Python prints a dict of lists.
  std::string to_string() const { return history.to_string(); }
  /// history[name].
  const std::vector<double>& operator[](std::string_view name) const& { return history[name]; }
  std::vector<double> operator[](std::string_view name) && { return history[name]; }
  void operator[](std::nullptr_t) const = delete;

  void on_train_begin() override;
  void on_train_batch_end(int64_t batch, const Logs& logs) override;
  void on_epoch_end(int64_t at, Logs& logs) override;
  void on_train_end(const Logs& logs) override;
  CallbackState state() const override;
  void set_state(const CallbackState& state) override;

 private:
  bool has_room_ = false;
  bool is_interrupted_ = false;
};

}  // namespace keratin::callbacks

namespace keratin {
using callbacks::History;
}
