// The model server: TensorFlow Serving's REST API (v1), the Open Inference Protocol (v2), metrics,
// and the page on which a digit is drawn. See docs/serving.md.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace keratin::server {

struct ServeOptions {
  /// A model's file, a folder of such files, or of NAME/VERSION/model.keras, or of
  /// VERSION/model.keras.
  std::string path = {};
  /// What a file, or a folder of versions, is served as; its own name when empty.
  std::string name = {};
  /// The address to listen at. Any other than 127.0.0.1 and ::1 lets other machines in.
  std::string address = "127.0.0.1";
  /// 0: one that is free.
  uint16_t port = 8000;

  /// Names that requests may ask for in Host beside localhost and plain addresses.
  std::vector<std::string> allowed_hosts = {};
  /// Pages of other sites that may call, such as https://example.com:8443.
  std::vector<std::string> allowed_origins = {};

  /// Threads that read requests and write answers; 0: one a processor.
  int threads = 0;
  /// Threads that predict for the waiting requests of one model; each may use all processors.
  int predict_threads = 1;

  /// Rows of several requests that are computed together at most; 1: each request alone.
  int64_t max_batch_rows = 64;
  /// How long a request waits for others to join it. With 0 only those join that came while the
  /// model was busy.
  double batch_delay_ms = 0;
  /// Requests that wait for one model at most; more are answered 503.
  size_t max_queue = 256;

  size_t max_header_bytes = 16 * 1024;
  size_t max_body_bytes = size_t{64} << 20;
  /// Bytes of all bodies that are held at a time; more are answered 503.
  size_t max_bytes_held = size_t{512} << 20;
  size_t max_connections = 1024;
  double header_seconds = 10;   // for a whole header, else 408
  double body_seconds = 60;     // for a whole body, else 408
  double idle_seconds = 75;     // between requests, then the connection ends
  double request_seconds = 60;  // for an answer, else 503
  double write_seconds = 60;    // for the client to take the answer
  double stop_seconds = 30;     // for what runs to finish

  /// How often the files are looked at; 0: never again.
  double reload_seconds = 1;
  bool has_page = true;
  /// Whether each request is a line on stderr.
  bool has_log = false;
  /// Receives lines of the log, of loads and of failures; stderr when empty.
  std::function<void(std::string_view line)> log = {};
  /// Called once with the address ("http://127.0.0.1:8000") when requests are taken.
  std::function<void(const std::string& url)> on_ready = {};
};

/// Serves until SIGINT or SIGTERM, finishes what runs, and gives 0. Throws FileError when there is
/// no model at `path` or none can be read, ValueError for options outside their range, and
/// std::system_error when the address cannot be listened at.
int serve(const ServeOptions& options);

}  // namespace keratin::server
