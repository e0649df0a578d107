#include "server/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "keratin/base/text.h"
#include "server/utf8.h"

namespace keratin::server {
namespace {

/// As Prometheus writes numbers: 0.005, 1e-05, 64.
std::string number(double value) {
  if (value == static_cast<double>(static_cast<int64_t>(value))) {
    return text(static_cast<int64_t>(value));
  }
  return text(value);
}

void append_head(std::string& out, std::string_view name, std::string_view type,
                 std::string_view help) {
  out += text("# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n");
}

void append_value(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, double value) {
  append_head(out, name, type, help);
  out += text(name, " ", number(value), "\n");
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

const std::vector<double> kSeconds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                      0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
const std::vector<double> kRows = {1, 2, 4, 8, 16, 32, 64, 128, 256, 1024};

}  // namespace

std::string label(std::string_view name, std::string_view value) {
  std::string out = text(name, "=\"");
  for (size_t i = 0; i < value.size();) {
    const char c = value[i];
    const size_t length = utf8_length(value, i);
    if (c == '\n') {
      out += "\\n";
    } else if (length == 0) {
      out += "\xef\xbf\xbd";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += value.substr(i, length);
    }
    i += std::max<size_t>(length, 1);
  }
  return out + '"';
}

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

void Histogram::observe(double value) {
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  ++counts_[static_cast<size_t>(at)];
  sum_ += value;
}

void Histogram::append_text(std::string& out, std::string_view name,
                            const std::string& labels) const {
  uint64_t below = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    below += counts_[i];
    const std::string bound = i < bounds_.size() ? number(bounds_[i]) : "+Inf";
    out += text(name, "_bucket{", labels, labels.empty() ? "" : ",", "le=\"", bound, "\"} ", below,
                "\n");
  }
  out += text(name, "_sum{", labels, "} ", number(sum_), "\n");
  out += text(name, "_count{", labels, "} ", below, "\n");
}

Metrics::PerModel::PerModel() : rows(kRows), seconds(kSeconds) {}

void Metrics::count_request(std::string_view endpoint, const std::string& model, int status,
                            double seconds) {
  const std::string where = label("endpoint", endpoint) + "," + label("model", model);
  const std::lock_guard lock(mutex_);
  ++requests_[where + keratin::text(",status=\"", status, "\"")];
  latencies_.try_emplace(where, kSeconds).first->second.observe(seconds);
}

void Metrics::count_batch(const std::string& model, int64_t requests, int64_t rows,
                          double seconds) {
  const std::lock_guard lock(mutex_);
  PerModel& batches = batches_[model];
  batches.requests += static_cast<uint64_t>(requests);
  batches.rows.observe(static_cast<double>(rows));
  batches.seconds.observe(seconds);
}

void Metrics::count_reload(bool is_good) {
  const std::lock_guard lock(mutex_);
  ++(is_good ? reloads_ : failed_reloads_);
}

void Metrics::append_requests(std::string& out) const {
  append_head(out, "keratin_requests_total", "counter", "Requests answered.");
  for (const auto& [labels, count] : requests_) {
    out += keratin::text("keratin_requests_total{", labels, "} ", count, "\n");
  }
  append_head(out, "keratin_request_seconds", "histogram",
              "From a whole request to its whole answer.");
  for (const auto& [labels, histogram] : latencies_) {
    histogram.append_text(out, "keratin_request_seconds", labels);
  }
}

void Metrics::append_batches(std::string& out) const {
  append_head(out, "keratin_batched_requests_total", "counter", "Requests that were in batches.");
  for (const auto& [model, batches] : batches_) {
    out += keratin::text("keratin_batched_requests_total{", label("model", model), "} ",
                         batches.requests, "\n");
  }
  append_head(out, "keratin_batch_rows", "histogram", "Rows that were computed together.");
  for (const auto& [model, batches] : batches_) {
    batches.rows.append_text(out, "keratin_batch_rows", label("model", model));
  }
  append_head(out, "keratin_batch_seconds", "histogram", "Computing of one batch.");
  for (const auto& [model, batches] : batches_) {
    batches.seconds.append_text(out, "keratin_batch_seconds", label("model", model));
  }
}

std::string Metrics::text() const {
  std::string out;
  const std::lock_guard lock(mutex_);
  append_requests(out);
  append_batches(out);
  const auto gauge = [&](std::string_view name, std::string_view help, double value) {
    append_value(out, name, "gauge", help, value);
  };
  const auto counter = [&](std::string_view name, std::string_view help, uint64_t value) {
    append_value(out, name, "counter", help, static_cast<double>(value));
  };
  gauge("keratin_in_flight", "Requests that are being answered.", double(in_flight));
  gauge("keratin_waiting", "Requests that wait for their model.", double(waiting));
  gauge("keratin_connections", "Connections that are open.", double(connections));
  gauge("keratin_body_bytes_held", "Bytes of bodies that are held.", double(bytes_held));
  gauge("keratin_models", "Versions of models that are served.", double(models));
  counter("keratin_refused_connections_total", "Connections over the limit.", refused_connections);
  counter("keratin_reloads_total", "Models that were loaded.", reloads_);
  counter("keratin_failed_reloads_total", "Models that could not be loaded.", failed_reloads_);
  gauge("process_resident_memory_bytes", "Resident memory size in bytes.", resident_bytes());
  gauge("process_start_time_seconds", "Start time since the epoch in seconds.", start_);
  return out;
}

}  // namespace keratin::server
