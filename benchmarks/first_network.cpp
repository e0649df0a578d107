// The job that everything is judged by, timed. Without arguments: what this machine can do, then
// the first network's steps and predictions, for people. first_network.py compares with others: it
// starts `worker`, which answers one line of JSON for each line of JSON that it reads, and
// `once [uint8]`, which is the user's whole program: load, train, evaluate.
#include "first_network_grid.h"
#include "first_network_jobs.h"
#include "flat_json.h"
#include "machine.h"

#include <cstdio>
#include <iostream>
using namespace keratin;

namespace {

// Multiply-adds of a step count twice: forward, dW of both layers and dh; nobody needs dx.
constexpr double step_flops = 2.0 * 128 * (2 * 784 * 512 + 3 * 512 * 10);

/// Milliseconds that the products of a step take at the machine's peak.
double floor_milliseconds(const Machine& machine) { return step_flops / machine.gflops_all * 1e-6; }

void add_machine(JsonLine& line, const Machine& machine) {
  line.add("ghz", machine.gigahertz).add("gflops_one", machine.gflops_one);
  line.add("gflops_all", machine.gflops_all).add("floor_ms", floor_milliseconds(machine));
  line.add("apart_ns", machine.apart_ns);
}

/// Answers the driver's lines until there are no more.
class Worker {
 public:
  void run() {
    for (std::string line; std::getline(std::cin, line);) {
      std::string answered;
      try {
        answered = answer(FlatJson(line));
      } catch (const std::exception& error) {
        std::string message = error.what();
        for (char& sign : message) sign = sign == '"' || sign == '\n' || sign == '\\' ? ' ' : sign;
        answered = JsonLine().add("error", message).text();
      }
      std::cout << answered << std::endl;
    }
  }

 private:
  std::string answer(const FlatJson& job) {
    const std::string kind = job.text("job");
    if (kind == "machine") return machine_now();
    if (kind == "apart") return JsonLine().add("apart_ns", machine::apart_nanoseconds()).text();
    if (kind == "fit") return fit(job);
    if (kind == "predict") return predict(job);
    if (kind == "tiny") {
      const bool trains = job.text("way") == "train_on_batch";
      return JsonLine().add("us", jobs::time_tiny(trains, job.number("seconds", 0.3))).text();
    }
    if (kind == "grid") return grid(job);
    if (kind == "free") {
      grid_.free_network();
      return JsonLine().add("freed", 1).text();
    }
    return JsonLine().add("missing", "the worker knows no job " + kind).text();
  }
  std::string machine_now() {
    JsonLine line;
    const Machine machine = machine::measured(config::num_threads());
    add_machine(line, machine);
    return line.add("simd", machine.simd)
        .add("model", machine::model_name())
        .add("threads", config::num_threads())
        .text();
  }
  std::string fit(const FlatJson& job) {
    const jobs::Mode mode = jobs::mode_named(job.text("mode", "skipping"));
    utils::set_random_seed(static_cast<uint64_t>(job.integer("seed")));
    const Machine before = machine::measured(config::num_threads());
    const jobs::Training done =
        jobs::train(mnist(), mode, job.integer("epochs", 5), job.integer("rows"));
    const Machine after = machine::measured(config::num_threads());
    JsonLine line;
    line.add("ms", done.milliseconds).add("losses", done.losses);
    line.add("accuracy", done.accuracy).add("test_accuracy", done.test_accuracy);
    add_machine(line, machine::better_of(before, after));
    return line.text();
  }
  std::string predict(const FlatJson& job) {
    const bool has_batches = job.text("way") == "predict";
    const int64_t batch_size = has_batches ? job.integer("batch_size", 32) : 0;
    return JsonLine()
        .add("us", jobs::time_predict(mnist(), job.integer("rows", 1), batch_size,
                                      job.number("seconds", 0.3)))
        .text();
  }
  std::string grid(const FlatJson& job) {
    const jobs::Cell cell{job.integer("batch"), job.integer("width"), job.integer("depth")};
    const double milliseconds = grid_.milliseconds_a_step(
        cell, job.integer("steps"), job.integer("epochs", 1), job.number("learning_rate"));
    if (!job.integer("keep")) grid_.free_network();
    return JsonLine().add("ms", milliseconds).text();
  }
  const datasets::Dataset& mnist() {
    if (!mnist_) mnist_ = datasets::mnist::load_data();
    return *mnist_;
  }

  std::optional<datasets::Dataset> mnist_;
  jobs::Grid grid_;
};

/// The whole program of a user, in this fresh process.
void run_once(jobs::Mode mode, int64_t epochs) {
  const jobs::Training done = jobs::train(datasets::mnist::load_data(), mode, epochs);
  std::cout << JsonLine()
                   .add("seconds", seconds_since_start())
                   .add("test_accuracy", done.test_accuracy)
                   .add("megabytes", peak_megabytes())
                   .text()
            << std::endl;
}

void print_machine() {
  const int threads = config::num_threads();
  const Machine machine = machine::measured(threads);
  std::printf("%s, %d threads, %s, %.2f GHz busy\n", machine::model_name().c_str(), threads,
              machine.simd.c_str(), machine.gigahertz);
  std::printf("float32 multiply-adds: %.0f GFLOP/s on one thread, %.0f on all\n",
              machine.gflops_one, machine.gflops_all);
}

void print_training(const datasets::Dataset& data) {
  const std::pair<const char*, jobs::Mode> modes[] = {{"dense", jobs::Mode::dense},
                                                      {"skipping", jobs::Mode::skipping},
                                                      {"bf16", jobs::Mode::bf16},
                                                      {"uint8", jobs::Mode::uint8}};
  std::printf("\n%-10s %9s %9s %10s %8s %9s %9s\n", "step", "ms", "floor ms", "of floor", "loss",
              "accuracy", "apart ns");
  for (const auto& [name, mode] : modes) {
    const Machine before = machine::measured(config::num_threads());
    jobs::Training done = jobs::train(data, mode, 5);
    const Machine after = machine::measured(config::num_threads());
    done.milliseconds.erase(done.milliseconds.begin());  // the first epoch warms up
    const Machine best = machine::better_of(before, after);
    const double milliseconds = median(done.milliseconds), floor = floor_milliseconds(best);
    std::printf("%-10s %9.3f %9.3f %9.0f%% %8.4f %9.4f %9.0f\n", name, milliseconds, floor,
                100 * floor / milliseconds, done.losses.back(), done.test_accuracy, best.apart_ns);
  }
  std::printf(
      "dense: (pixels + 1) / 256, without a single zero, so that no product is skipped; "
      "the others:\npixels / 255, of which four in five are zero. The floor is what the "
      "dense products take at the peak.\nApart: what a line of the cache takes from core to core; "
      "some 25 ns where they share a cache.\n");
}

void print_predictions(const datasets::Dataset& data) {
  const auto print_row = [](const char* name, const std::vector<double>& microseconds) {
    std::printf("%-44s %10.2f us\n", name, median(microseconds));
  };
  std::printf("\n");
  print_row("predict 1 image", jobs::time_predict(data, 1, 32, 0.3));
  print_row("predict 32 images", jobs::time_predict(data, 32, 32, 0.3));
  print_row("predict 10,000 images, batches of 32", jobs::time_predict(data, 10000, 32, 0.5));
  print_row("predict 10,000 images at once", jobs::time_predict(data, 10000, 10000, 0.5));
  print_row("predict 32 samples of a tiny network", jobs::time_tiny(false, 0.3));
  print_row("train_on_batch 32 samples of a tiny network", jobs::time_tiny(true, 0.3));
}

void run_for_people() {
  print_machine();
  const datasets::Dataset data = datasets::mnist::load_data();
  print_training(data);
  print_predictions(data);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "worker") {
    Worker().run();
  } else if (mode == "once") {
    run_once(jobs::mode_named(argc > 2 ? argv[2] : "skipping"), argc > 3 ? std::atoll(argv[3]) : 5);
  } else if (mode.empty()) {
    run_for_people();
  } else {
    std::fprintf(stderr, "usage: bench_first_network [worker | once [MODE [EPOCHS]]]\n");
    return 2;
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
