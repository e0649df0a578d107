#include "keratin/utils/progbar.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "keratin/base/error.h"
#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"

namespace keratin::utils {
namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

__attribute__((format(printf, 1, 2))) std::string format(const char* pattern, ...) {
  char buffer[96];
  va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(buffer, sizeof buffer, pattern, arguments);
  va_end(arguments);
  return buffer;
}

std::string bold(const std::string& text, bool has_colours) {
  return has_colours ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string repeated(const char* glyph, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += glyph;
  return out;
}

/// Columns that the text takes on a terminal: escapes take none, a UTF-8 character one.
size_t visible_width(const std::string& text) {
  size_t width = 0;
  bool is_escape = false;
  for (const char c : text) {
    if (c == '\x1b') is_escape = true;
    if (!is_escape && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++width;
    if (is_escape && c == 'm') is_escape = false;
  }
  return width;
}

std::string step_time(double seconds, std::string_view unit) {
  const std::string name(unit);
  if (seconds >= 1 || seconds == 0) return fmt::format("{:.0f}s/", seconds) + name;
  if (seconds >= 1e-3) return fmt::format("{:.0f}ms/", seconds * 1e3) + name;
  return fmt::format("{:.0f}us/", seconds * 1e6) + name;
}

}  // namespace

std::string progbar_value(double value) {
  return std::abs(value) > 1e-3 ? fmt::format("{:.4f}", value) : fmt::format("{:.4e}", value);
}

Progbar::Progbar(int64_t target, ProgbarOptions options)
    : target_(target), options_(options), start_(now()) {
  if (options.verbose < 0 || options.verbose > 2) {
    throw_value_error(text("Progbar: verbose is 0, 1 or 2, received ", options.verbose));
  }
}

std::string Progbar::bar(int64_t current, bool has_colours) const {
  const auto done = static_cast<double>(std::min(current, target_));
  const int filled =
      target_ > 0 ? static_cast<int>(options_.width * done / static_cast<double>(target_)) : 0;
  const std::string front = repeated("━", filled);
  const std::string back = repeated("━", options_.width - filled);
  return has_colours ? "\x1b[32m" + front + "\x1b[0m\x1b[37m" + back + "\x1b[0m" : front + back;
}

std::string Progbar::time_text(int64_t current, bool finalize, double elapsed,
                               double per_step) const {
  if (finalize || target_ < 0) return fmt::format("{:.0f}s", elapsed);
  constexpr double longest = 1e15;  // what a long long holds, whatever the target
  const double left = per_step * static_cast<double>(target_ - current);
  const auto eta = static_cast<long long>(std::clamp(left, 0.0, longest));
  if (eta > 3600) return format("%lld:%02lld:%02lld", eta / 3600, eta % 3600 / 60, eta % 60);
  if (eta > 60) return format("%lld:%02lld", eta / 60, eta % 60);
  return format("%llds", eta);
}

std::string Progbar::line(int64_t current, std::span<const Value> values, bool finalize,
                          double elapsed, double since_first, bool has_colours) const {
  // The first step is slower than the others and is left out of the mean.
  const double per_step = current > 1
                              ? since_first / static_cast<double>(current - 1)
                              : elapsed / static_cast<double>(std::max<int64_t>(current, 1));
  std::string out;
  if (target_ < 0) {
    out = bold(format("%7lld/Unknown", static_cast<long long>(current)), has_colours);
  } else {
    const std::string total = std::to_string(target_);
    out = bold(format("%*lld/%s", static_cast<int>(total.size()), static_cast<long long>(current),
                      total.c_str()),
               has_colours);
  }
  if (options_.verbose == 1 && target_ >= 0) out += " " + bar(current, has_colours);
  const char* separator = options_.verbose == 1 ? " " : " - ";
  out += separator + bold(time_text(current, finalize, elapsed, per_step), has_colours);
  out += separator + step_time(per_step, options_.unit_name);
  for (const auto& [name, value] : values) out += " - " + name + ": " + progbar_value(value);
  return out;
}

bool Progbar::is_due(int64_t current) {
  if (options_.verbose == 0) return false;
  const double at = now();
  if (current >= 1 && first_step_end_ == 0) first_step_end_ = at;
  return options_.verbose == 1 && at - last_drawn_ >= options_.interval;
}

void Progbar::update(int64_t current, std::span<const Value> values, bool finalize) {
  const double at = now();
  if (current >= 1 && first_step_end_ == 0) first_step_end_ = at;
  if (options_.verbose == 0 || (options_.verbose == 2 && !finalize)) return;
  if (!finalize && at - last_drawn_ < options_.interval) return;
  last_drawn_ = at;
  const bool is_bar = options_.verbose == 1;
  std::string out = line(current, values, finalize, at - start_, at - first_step_end_, is_bar);
  const size_t width = visible_width(out);
  if (is_bar) {
    // Keras goes back step by step too; a notebook would keep the steps in its file.
    const bool is_notebook = output_kind() == OutputKind::notebook;
    const std::string back(is_notebook ? 0 : drawn_width_, '\b');
    if (drawn_width_ > width) out.append(drawn_width_ - width, ' ');
    out = back + "\r" + out;
    drawn_width_ = std::max(drawn_width_, width);
  }
  if (finalize) out += "\n";
  write_output(out);
  flush_output();
}

}  // namespace keratin::utils
