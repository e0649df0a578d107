// What training reports: named numbers in their order, such as accuracy and loss of an epoch.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keratin {

class Logs {
 public:
  using Entry = std::pair<std::string, double>;

  Logs();
  Logs(const Logs& other);
  Logs(Logs&& other) noexcept;
  Logs& operator=(const Logs& other);
  Logs& operator=(Logs&& other) noexcept;
  ~Logs();

  /// The number of that name; throws ValueError, which lists the known ones, when there is none.
  double operator[](std::string_view name) const;
  double operator[](std::nullptr_t) const = delete;  // logs[0]: the numbers have names
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  /// The number of that name, or null.
  const double* find(std::string_view name) const;
  /// Replaces the number of that name, or adds it at the end.
  void set(std::string_view name, double value);
  void clear();
  /// Keeps the first `count` entries.
  void shorten(size_t count);
  /// Orders the entries by name, as Keras does before it prints or keeps them.
  void sort();

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  /// As Python prints a dict: {'accuracy': 0.9789, 'loss': 0.0712}
  std::string to_string() const;

 private:
  std::vector<Entry> entries_;
};

}  // namespace keratin
