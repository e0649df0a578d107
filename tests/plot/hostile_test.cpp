// Numbers that hang, overflow or write outside of arrays where they are trusted: every verb either
// draws a picture or throws an error of the library's.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/charts.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using Numbers = std::vector<double>;

constexpr double inf = std::numeric_limits<double>::infinity();
const double nan = std::nan("");

/// Lists that have been the end of some plotting program.
const std::vector<Numbers> hostile_data = {
    {},
    {0},
    {nan},
    {nan, nan},
    {inf, -inf},
    {1, inf},
    {0.30000000000000004, 0.3},
    {1, 1 + 2.3e-16},
    {1e17, 1e17},
    {1e17, std::nextafter(1e17, inf)},
    {1e308, -1e308},
    {1.7e308, 1.7e308},
    {5e-324, 0},
    {-5e-324, 5e-324},
    {1e-300, 1e300},
    {0, 1e-320, 2e-320},
    {-9223372036854775807.0, 9223372036854775807.0},
    {3, nan, inf, -inf, 1e308, 5e-324, -2, 0},
};
const std::vector<double> hostile_numbers = {0,   -0.0, -1,    1e-320, 1e-12, 1e-3, 1,  2.5,
                                             1e9, 1e18, 1e300, -1e300, inf,   -inf, nan};

/// Nothing, where the figure becomes a PNG; else what the library says.
std::string outcome(const std::function<void()>& draw) {
  plt::figure({.figsize = {2, 1.5}, .dpi = 50});
  return testing::error_text([&] {
    draw();
    const plot::FigureState& figure = plot::current_figure();
    const std::string png = plot::render(figure, plot::FileFormat::png, figure.dpi);
    EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  });
}

/// Either a picture, or an error that says more than that it is our bug.
void expect_sane(const std::string& what, const std::function<void()>& draw) {
  EXPECT_EQ(outcome(draw).find("InternalError"), std::string::npos) << what << outcome(draw);
}

/// (1, n, 3): each number three times.
Tensor colours_of(const Numbers& data) {
  Numbers channels;
  for (const double value : data) channels.insert(channels.end(), 3, value);
  return tensor(channels, {1, static_cast<int64_t>(data.size()), 3});
}

void expect_drawn(const std::string& what, const std::function<void()>& draw) {
  EXPECT_EQ(outcome(draw), "no error") << what;
}

void expect_refused(const std::string& what, const std::function<void()>& draw) {
  EXPECT_NE(outcome(draw), "no error") << what;
  expect_sane(what, draw);
}

TEST(Hostile, LinesAndPointsAreDrawnWhateverTheData) {
  for (const Numbers& data : hostile_data) {
    const std::string what = tensor(data).to_string();
    const Numbers ones(data.size(), 1);
    expect_drawn(what, [&] { plt::plot(data, "o-"); });
    expect_drawn(what, [&] { plt::plot(data, data, "r--"); });
    expect_drawn(what, [&] {
      plt::plot(ones, data, {.label = "a", .marker = "*"});
      plt::legend();
    });
    expect_drawn(what, [&] { plt::scatter(data, data); });
    expect_drawn(what, [&] { plt::scatter(ones, ones, {.c = data}); });
    expect_drawn(what, [&] { plt::bar(data, data); });
    expect_drawn(what, [&] { plt::barplot(data); });
    expect_drawn(what, [&] {
      plt::plot(data);
      plt::grid();
      plt::tight_layout();
    });
    expect_drawn(what, [&] {
      plt::plot(data);
      plt::axis("equal");
    });
    expect_sane(what, [&] { plt::hist(data); });
    expect_sane(what, [&] { plt::hist(data, {.range = {0, 1}, .density = true}); });
    expect_sane(what, [&] { plt::hist({1, 2, 3}, {.range = data}); });
    expect_sane(what, [&] { plt::xticks(data); });
  }
}

TEST(Hostile, LogarithmicAxesAndErrorBarsAreDrawnWhateverTheData) {
  for (const Numbers& data : hostile_data) {
    const std::string what = tensor(data).to_string();
    const Numbers ones(data.size(), 1);
    expect_drawn(what, [&] { plt::semilogy(data, "o-"); });
    expect_drawn(what, [&] { plt::loglog(data, data, {.label = "a"}), plt::legend(); });
    expect_drawn(what, [&] { plt::bar(ones, data), plt::yscale("log"), plt::grid(); });
    expect_drawn(what, [&] { plt::hist({1, 2, 3}), plt::semilogx(data), plt::tight_layout(); });
    expect_drawn(what, [&] { plt::fill_between(ones, data, data), plt::plot(data); });
    expect_drawn(what, [&] { plt::fill_between(data, ones, -1), plt::legend({"a"}); });
    if (!data.empty()) {
      expect_drawn(what, [&] { plt::scatter(ones, ones, {.c = data}), plt::colorbar(); });
    }
    expect_sane(what, [&] { plt::errorbar(ones, data, data); });
    expect_sane(what, [&] { plt::errorbar(data, ones, {.yerr = data, .xerr = data}); });
    expect_sane(what, [&] { plt::imshow(tensor(data).reshape({-1, 1})), plt::colorbar(); });
    expect_sane(what, [&] { plt::barplot(data, data); });
  }
}

TEST(Hostile, WordsAndLinesAcrossAreDrawnOrRefused) {
  for (const double value : hostile_numbers) {
    const std::string what = keratin::text(value);
    expect_sane(what, [=] { plt::text(value, value, "a\nb", {.rotation = value}); });
    expect_sane(what, [=] { plt::text(0, 0, "a", {.fontsize = value, .alpha = value}); });
    expect_sane(what, [=] { plt::plot({0, 1}), plt::text(value, 0.5, "a"); });
    expect_sane(what, [=] { plt::title("a\n\n", {.fontsize = value}), plt::tight_layout(); });
    expect_sane(what, [=] { plt::axhline(value, value, 1, {.lw = value}), plt::axvline(value); });
    expect_sane(what, [=] { plt::plot({1, 2}, "o", {.ms = value, .mew = value}); });
    expect_sane(what, [=] { plt::bar({1}, {2}, {.bottom = value}), plt::semilogy({1, value}); });
    expect_sane(what, [=] { plt::barplot({1}, {2}, {.saturation = value}); });
    expect_sane(what, [=] { plt::plot({1, 2}), plt::legend({.fontsize = value}); });
    expect_sane(what, [=] { plt::errorbar({1}, {2}, {.yerr = value, .capsize = value}); });
    expect_sane(what, [=] { plt::savefig("/dev/null/a.png", {.pad_inches = value}); });
    for (const double other : hostile_numbers) {
      expect_sane(what, [=] {
        plt::plot({1, 2});
        plt::annotate("a", {value, other}, {.xytext = {other, value}, .arrowprops = {"->"}});
      });
      expect_sane(what, [=] { plt::semilogy({1, 2}), plt::ylim({.bottom = value, .top = other}); });
      expect_sane(what, [=] { plt::xlim({.left = value}), plt::xlim({.right = other}); });
      expect_sane(what, [=] { plt::loglog({1, 2}), plt::yticks({value, other}); });
    }
  }
  expect_drawn("words", [] { plt::title(std::string(5000, 'x') + "\xff\n\xe6"); });
}

/// Every kind of file holds what the canvas was given.
TEST(Hostile, VectorFilesAreWritten) {
  for (const Numbers& data : hostile_data) {
    plt::figure();
    plt::plot(data, data, "o--");
    plt::semilogx(data);
    for (const auto format : {plot::FileFormat::svg, plot::FileFormat::pdf}) {
      EXPECT_GT(plot::render(plot::current_figure(), format, 100, {.bbox_inches = "tight"}).size(),
                500u);
    }
  }
}

TEST(Hostile, ImagesAreDrawnWhateverTheData) {
  for (const Numbers& data : hostile_data) {
    if (data.empty()) continue;
    const std::string what = tensor(data).to_string();
    const Tensor row = tensor(data).reshape({1, -1});
    expect_drawn(what, [&] { plt::imshow(row); });
    expect_drawn(what, [&] { plt::imshow(colours_of(data)); });
    expect_sane(what, [&] { plt::imshow(row, {.vmin = data[0], .vmax = data.back()}); });
  }
  expect_drawn("wide", [] { plt::imshow(zeros({1, 40000})); });
  expect_drawn("high", [] { plt::imshow(zeros({70000, 2, 3}, uint8)); });
}

TEST(Hostile, OptionsAreDrawnOrRefused) {
  for (const double value : hostile_numbers) {
    const std::string what = keratin::text(value);
    expect_sane(what, [=] { plt::plot({1, 2}, "--", {.linewidth = value}); });
    expect_sane(what, [=] { plt::plot({1, 2}, "o", {.markersize = value}); });
    expect_sane(what, [=] { plt::plot({1, 2}, "x", {.markersize = value, .alpha = value}); });
    for (const char* marker : {"o", "*", "+", "."}) {
      expect_sane(what, [=] { plt::scatter({1, 2}, {1, 2}, {.s = value, .marker = marker}); });
    }
    expect_sane(what, [=] { plt::bar({1, 2}, {1, 2}, {.width = value}); });
    expect_sane(what, [=] { plt::imshow(zeros({2, 2}), {.alpha = value}); });
    expect_sane(what, [=] { plt::figure({.figsize = {value, 1}}); });
    expect_sane(what, [=] { plt::figure({.figsize = {1, 1}, .dpi = value}); });
    expect_sane(what, [=] { plt::savefig("/dev/null/no.png", {.dpi = value}); });
    for (const double other : hostile_numbers) {
      expect_sane(what, [=] {
        plt::plot({1, 2});
        plt::xlim(value, other);
      });
      expect_sane(what, [=] {
        plt::imshow(zeros({3, 3}));
        plt::ylim(value, other);
      });
      expect_sane(what, [=] { plt::xticks({value, other}); });
    }
  }
}

TEST(Hostile, WhatMatplotlibRefusesIsRefused) {
  expect_refused("infinite", [] { plt::hist({1, inf}); });
  expect_refused("nothing but NaN", [] { plt::hist({nan}); });
  expect_refused("too narrow", [] { plt::hist({1e17, 1e17}); });
  expect_refused("too narrow", [] { plt::hist({5e-324, 0}); });
  expect_refused("backwards", [] { plt::hist({1, 2}, {.range = {5, 0}}); });
  expect_refused("alpha", [] { plt::plot({1, 2}, {.alpha = 2}); });
  expect_refused("vmin", [] { plt::imshow(zeros({2, 2}), {.vmin = 3, .vmax = 1}); });
  expect_refused("ticks", [] { plt::xticks({nan, 1}); });
  expect_refused("limits", [] { plt::xlim(0, inf); });
}

TEST(Hostile, CountsAreDrawnOrRefused) {
  const int most = std::numeric_limits<int>::max(), least = std::numeric_limits<int>::min();
  for (const int count : {least, -1, 0, 1, 7, 1'000'000, most}) {
    const std::string what = keratin::text(count);
    expect_sane(what, [=] { plt::subplots(count, count); });
    expect_sane(what, [=] { plt::subplot(count, count, count); });
    expect_sane(what, [=] { plt::subplot(count, 1, 1); });
    expect_sane(what, [=] { plt::hist({1, 2, 3}, {.bins = count}); });
    expect_sane(what, [=] { plt::images(zeros({3, 2, 2}), {}, {.columns = count}); });
    expect_sane(what, [=] { plt::images(zeros({3, 2, 2}), {}, {.count = count}); });
  }
}

}  // namespace
}  // namespace keratin
