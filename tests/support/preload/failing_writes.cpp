// A library for LD_PRELOAD that lets one call fail of those with which a program writes files, as a
// full or broken disk does:
//
//   FAILING_WRITES_FOLDER  only files below it count; a path without symbolic links
//   FAILING_WRITES_CALL    which call fails, counted from 1
//   FAILING_WRITES_ERROR   ENOSPC, EIO, EFBIG or EINTR; KILL ends the process instead, and SHORT
//                          lets a write take half of its bytes
//   FAILING_WRITES_ON      with "1" all calls behind it fail too
//
// It says on stderr which call it was: "failing_writes: pwrite of /folder/file". What C's streams
// write does not pass here: glibc keeps those calls to itself.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

const std::string folder = std::string(variable("FAILING_WRITES_FOLDER"));
const long failing_call = std::atol(std::string(variable("FAILING_WRITES_CALL")).c_str());
const std::string error = std::string(variable("FAILING_WRITES_ERROR"));
const bool goes_on = variable("FAILING_WRITES_ON") == "1";
std::atomic<long> calls = 0;

template <class F>
F next(F, const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}
#define NEXT(function) next(&function, #function)

std::string path_of(int file) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t length = readlink(link.c_str(), path.data(), path.size());
  return length < 0 ? "" : std::string(path.data(), static_cast<size_t>(length));
}

std::string whole_path(const char* path) {
  if (path[0] == '/') return path;
  std::array<char, 4096> here{};
  return std::string(getcwd(here.data(), here.size()) ? here.data() : "") + "/" + path;
}

/// Counts a call, says so when it is to fail, and ends the process if that is wanted.
bool is_failing(const char* function, const std::string& path) {
  const bool counts = path == folder || path.starts_with(folder + "/");
  if (folder.empty() || failing_call == 0 || !counts) return false;
  const long call = ++calls;
  if (call != failing_call && !(goes_on && call > failing_call)) return false;
  const std::string line = std::string("failing_writes: ") + function + " of " + path + "\n";
  [[maybe_unused]] const ssize_t said = NEXT(write)(2, line.data(), line.size());
  if (error == "KILL") raise(SIGKILL);
  errno = error == "EIO" ? EIO : error == "EFBIG" ? EFBIG : error == "EINTR" ? EINTR : ENOSPC;
  return true;
}

/// For calls that write no bytes, which cannot be short.
bool fails(const char* function, const std::string& path) {
  return is_failing(function, path) && error != "SHORT";
}

template <class Write>
ssize_t write_some(const char* function, int file, size_t size, Write write_bytes) {
  if (!is_failing(function, path_of(file))) return write_bytes(size);
  return error == "SHORT" ? write_bytes((size + 1) / 2) : -1;
}

template <class Open>
int open_file(const char* function, const char* path, int flags, Open open_it) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY) != 0;
  return writes && fails(function, whole_path(path)) ? -1 : open_it();
}

mode_t mode_of(int flags, va_list rest) {
  return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(rest, int)) : 0;
}

}  // namespace

#define MODE()                              \
  va_list rest;                             \
  va_start(rest, flags);                    \
  const mode_t mode = mode_of(flags, rest); \
  va_end(rest)

extern "C" {

int open(const char* path, int flags, ...) {
  MODE();
  return open_file("open", path, flags, [&] { return NEXT(open)(path, flags, mode); });
}
int open64(const char* path, int flags, ...) {
  MODE();
  return open_file("open64", path, flags, [&] { return NEXT(open64)(path, flags, mode); });
}
int openat(int at, const char* path, int flags, ...) {
  MODE();
  return open_file("openat", path, flags, [&] { return NEXT(openat)(at, path, flags, mode); });
}
ssize_t write(int file, const void* bytes, size_t size) {
  return write_some("write", file, size, [&](size_t n) { return NEXT(write)(file, bytes, n); });
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return write_some("pwrite", file, size,
                    [&](size_t n) { return NEXT(pwrite)(file, bytes, n, at); });
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  return write_some("pwrite64", file, size,
                    [&](size_t n) { return NEXT(pwrite64)(file, bytes, n, at); });
}
int fsync(int file) { return fails("fsync", path_of(file)) ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return fails("fdatasync", path_of(file)) ? -1 : NEXT(fdatasync)(file); }
int ftruncate(int file, off_t size) noexcept {
  return fails("ftruncate", path_of(file)) ? -1 : NEXT(ftruncate)(file, size);
}
int ftruncate64(int file, off64_t size) noexcept {
  return fails("ftruncate64", path_of(file)) ? -1 : NEXT(ftruncate64)(file, size);
}
int fchmod(int file, mode_t mode) noexcept {
  return fails("fchmod", path_of(file)) ? -1 : NEXT(fchmod)(file, mode);
}
int rename(const char* from, const char* to) noexcept {
  return fails("rename", whole_path(to)) ? -1 : NEXT(rename)(from, to);
}
int close(int file) {
  // What the system says against closing comes with a closed file.
  const bool is_bad = fails("close", path_of(file));
  const int why = errno;
  const int result = NEXT(close)(file);
  if (!is_bad) return result;
  errno = why;
  return -1;
}

}  // extern "C"
