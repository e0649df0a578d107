#include "keratin/utils/get_file.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"
#include "keratin/utils/progbar.h"

namespace keratin::utils {
namespace {

constexpr long kConnectSeconds = 20;
constexpr long kStallSeconds = 30;  // without 1,000 bytes a second the transfer is given up

void make_folders(const std::string& path) {
  for (size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    mkdir(path.substr(0, at).c_str(), 0755);
  }
  if (mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
    throw_file_error(text(path, ": the folder cannot be made: ", std::strerror(errno)));
  }
}

/// One process at a time downloads a file; the others wait and find it.
class Lock {
 public:
  explicit Lock(const std::string& path)
      : file_(open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644)) {
    if (file_ >= 0) flock(file_, LOCK_EX);
  }
  ~Lock() {
    if (file_ >= 0) close(file_);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int file_;
};

struct Transfer {
  std::FILE* file = nullptr;
  uint64_t written = 0;
  uint64_t limit = 0;
  std::unique_ptr<Progbar> bar;
};

size_t receive(char* bytes, size_t size, size_t count, void* to) {
  auto& transfer = *static_cast<Transfer*>(to);
  transfer.written += size * count;
  if (transfer.written > transfer.limit) return 0;  // ends the transfer with an error
  return std::fwrite(bytes, size, count, transfer.file) * size;
}

int show_progress(void* to, curl_off_t total, curl_off_t now, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(to);
  if (total <= 0 || output_kind() == OutputKind::file) return 0;
  if (!transfer.bar) transfer.bar = std::make_unique<Progbar>(total, ProgbarOptions{});
  transfer.bar->update(now, {}, now == total);
  return 0;
}

struct CloseCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

/// Continues `partial` where an earlier download ended. Returns curl's words for a failure.
std::string download(const std::string& origin, const std::string& partial, uint64_t limit) {
  const std::unique_ptr<CURL, CloseCurl> curl(curl_easy_init());
  if (!curl) return "libcurl could not start";
  struct stat about;
  const curl_off_t have = stat(partial.c_str(), &about) == 0 ? about.st_size : 0;
  Transfer transfer;
  transfer.limit = limit;
  transfer.written = static_cast<uint64_t>(have);
  transfer.file = std::fopen(partial.c_str(), have > 0 ? "ab" : "wb");
  if (!transfer.file) return text(partial, " cannot be written: ", std::strerror(errno));
  char reason[CURL_ERROR_SIZE] = "";
  CURL* c = curl.get();
  curl_easy_setopt(c, CURLOPT_URL, origin.c_str());
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(c, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1000L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, kStallSeconds);
  curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limit));
  curl_easy_setopt(c, CURLOPT_RESUME_FROM_LARGE, have);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, show_progress);
  curl_easy_setopt(c, CURLOPT_XFERINFODATA, &transfer);
  const CURLcode code = curl_easy_perform(c);
  const bool is_closed = std::fclose(transfer.file) == 0;
  if (code == CURLE_OK) return is_closed ? "" : "the disk is full";
  // What a server sent instead of the rest must not be continued.
  if (code == CURLE_RANGE_ERROR || code == CURLE_HTTP_RETURNED_ERROR) unlink(partial.c_str());
  return *reason ? reason : curl_easy_strerror(code);
}

bool has_hash(const std::string& path, const std::string& wanted, uint64_t limit) {
  if (wanted.empty()) return true;
  const std::vector<uint8_t> bytes = read_file(path, limit);
  return sha256(bytes.data(), bytes.size()) == wanted;
}

}  // namespace

std::string keras_home() {
  if (const char* home = std::getenv("KERAS_HOME"); home && *home) return home;
  const char* user = std::getenv("HOME");
  return text(user && *user ? user : "/tmp", "/.keras");
}

std::string get_file(const std::string& fname, const std::string& origin,
                     const GetFileOptions& options) {
  if (fname.empty() || fname.find('/') != std::string::npos || fname == "." || fname == "..") {
    throw_value_error(text("get_file: fname must be a plain file name, received '", fname, "'"));
  }
  if (!origin.starts_with("https://")) {
    throw_value_error(text("get_file: origin must begin with https://, received '", origin, "'"));
  }
  const std::string folder =
      text(options.cache_dir.empty() ? keras_home() : options.cache_dir, "/", options.cache_subdir);
  const std::string path = text(folder, "/", fname);
  const auto is_there = [&] {
    return !options.force_download && file_exists(path) &&
           has_hash(path, options.file_hash, options.size_limit);
  };
  if (is_there()) return path;
  make_folders(folder);
  const Lock lock(path + ".lock");
  if (is_there()) return path;  // another process was faster
  write_output(text("Downloading data from ", origin, "\n"));
  const std::string partial = path + ".part";
  const std::string failure = download(origin, partial, options.size_limit);
  if (!failure.empty()) {
    throw_file_error(text("get_file: cannot download ", origin, ": ", failure), {},
                     text("copy the file to ", path,
                          " by hand, or set KERAS_HOME to a folder "
                          "whose ",
                          options.cache_subdir, "/ holds it"));
  }
  if (!has_hash(partial, options.file_hash, options.size_limit)) {
    unlink(partial.c_str());
    throw_file_error(text("get_file: what came from ", origin,
                          " is not the file that was wanted "
                          "(its SHA-256 differs); it was deleted"));
  }
  if (rename(partial.c_str(), path.c_str()) != 0) {
    throw_file_error(text(path, ": cannot be renamed: ", std::strerror(errno)));
  }
  return path;
}

}  // namespace keratin::utils
