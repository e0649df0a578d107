// Keras 3's progress bar: one line of a terminal, written again and again.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace keratin::utils {

struct ProgbarOptions {
  int width = 20;
  int verbose = 1;         // 1: the bar; 2: one plain line at the end
  double interval = 0.05;  // seconds between two drawings
  std::string_view unit_name = "step";
};

class Progbar {
 public:
  using Value = std::pair<std::string, double>;

  /// target: number of steps, or -1 when it is not known.
  explicit Progbar(int64_t target, ProgbarOptions options = {});
  /// For a number of steps that becomes known on the way.
  void set_target(int64_t target) { target_ = target; }
  /// Notes that `current` steps are done and draws, if the last drawing is long enough ago or
  /// `finalize` is set, which also ends the line.
  void update(int64_t current, std::span<const Value> values = {}, bool finalize = false);

  /// Notes that `current` steps are done; whether update() would draw them now.
  bool is_due(int64_t current);
  /// The line without colours, as update draws it at that time (seconds since the start and since
  /// the end of the first step).
  std::string line(int64_t current, std::span<const Value> values, bool finalize, double elapsed,
                   double since_first, bool has_colours) const;

 private:
  std::string bar(int64_t current, bool has_colours) const;
  std::string time_text(int64_t current, bool finalize, double elapsed, double per_step) const;

  int64_t target_;
  ProgbarOptions options_;
  double start_;
  double first_step_end_ = 0;
  double last_drawn_ = 0;
  size_t drawn_width_ = 0;
};

/// "0.2563", or "1.2345e-05" for numbers of a thousandth and less, as the bar writes values.
std::string progbar_value(double value);

}  // namespace keratin::utils
