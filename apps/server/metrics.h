// What the server counts, and its text for Prometheus.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace keratin::server {

/// Counts of values up to each bound, their sum and number.
class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds);
  void observe(double value);
  /// NAME_bucket, NAME_sum and NAME_count with those labels ('model="digits"').
  void append_text(std::string& out, std::string_view name, const std::string& labels) const;

 private:
  std::vector<double> bounds_;
  std::vector<uint64_t> counts_;  // one more than bounds
  double sum_ = 0;
};

/// Safe from several threads.
class Metrics {
 public:
  /// A request that was answered. `model` is empty for none.
  void count_request(std::string_view endpoint, const std::string& model, int status,
                     double seconds);
  /// Requests of one model that were computed together.
  void count_batch(const std::string& model, int64_t requests, int64_t rows, double seconds);
  void count_reload(bool is_good);

  std::atomic<int64_t> connections{0}, in_flight{0}, waiting{0}, bytes_held{0}, models{0};
  std::atomic<uint64_t> refused_connections{0};

  /// The Prometheus text format, version 0.0.4.
  std::string text() const;

 private:
  struct PerModel {
    uint64_t requests = 0;
    Histogram rows, seconds;
    PerModel();
  };
  void append_requests(std::string& out) const;
  void append_batches(std::string& out) const;

  mutable std::mutex mutex_;
  std::map<std::string, uint64_t> requests_;    // by labels
  std::map<std::string, Histogram> latencies_;  // by labels
  std::map<std::string, PerModel> batches_;     // by model
  uint64_t reloads_ = 0, failed_reloads_ = 0;
  double start_ =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
};

/// NAME="VALUE", escaped; what is no UTF-8 becomes U+FFFD.
std::string label(std::string_view name, std::string_view value);

}  // namespace keratin::server
