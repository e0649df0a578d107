#include "keratin/base/file_internal.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "keratin/base/error.h"
#include "keratin/base/function_ref.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw_file_error(text(path, ": ", what));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

void put(int file, const void* bytes, size_t size, FunctionRef<void(const char*)> fail) {
  const auto* from = static_cast<const uint8_t*>(bytes);
  for (size_t done = 0; done < size;) {
    const ssize_t count = write(file, from + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail("cannot be written");
    done += static_cast<size_t>(count);
  }
}

/// Where symbolic links lead, to a file that need not be there.
std::string followed(std::string path) {
  for (const std::string first = path;;) {
    // The system says whether they go in a circle.
    struct stat about;
    if (stat(path.c_str(), &about) != 0 && errno == ELOOP) {
      refuse(first, text("cannot be written: ", std::strerror(ELOOP)));
    }
    std::array<char, 4096> to{};
    const ssize_t length = readlink(path.c_str(), to.data(), to.size());
    if (length < 0) return path;
    const std::string link(to.data(), static_cast<size_t>(length));
    path = link.starts_with('/') ? link : folder_of(path) + "/" + link;
  }
  return path;
}

/// A new file beside `target`, which replaces it when it is whole; `old` is what was there, whose
/// mode and owner it gets. False, with nothing done, where only writing into the old file can help:
/// the folder takes no new file, or the owner cannot be given.
bool replace(const std::string& path, const std::string& target, const struct stat* old,
             const void* bytes, size_t size) {
  std::string temporary;
  int number = -1;
  for (int i = 0; number < 0 && i < 100; ++i) {
    temporary = text(target, ".", getpid(), "-", i, ".tmp");
    number = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (number < 0 && errno != EEXIST) break;
  }
  if (number < 0 && old && (errno == EACCES || errno == EPERM)) return false;
  if (number < 0) refuse(path, text("cannot be written: ", std::strerror(errno)));
  const Descriptor file(number);
  const auto fail = [&](const char* what) {
    const std::string why = std::strerror(errno);
    unlink(temporary.c_str());
    refuse(path, text(what, ": ", why));
  };
  if (old) {
    const bool is_mine = old->st_uid == geteuid() && old->st_gid == getegid();
    if ((!is_mine && fchown(number, old->st_uid, old->st_gid) != 0) ||
        fchmod(number, old->st_mode & 07777) != 0) {
      unlink(temporary.c_str());
      return false;
    }
  }
  put(number, bytes, size, fail);
  if (fsync(number) != 0) fail("cannot be written to the disk");
  if (rename(temporary.c_str(), target.c_str()) != 0) fail("cannot be renamed");
  const Descriptor folder(open(folder_of(target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) fsync(folder.get());
  return true;
}

/// Into what is there: a device, a pipe, a file with several names.
void write_through(const std::string& path, const std::string& target, const void* bytes,
                   size_t size) {
  const auto fail = [&](const char* what) { refuse(path, text(what, ": ", std::strerror(errno))); };
  const Descriptor file(open(target.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (file.get() < 0) fail("cannot be written");
  put(file.get(), bytes, size, fail);
  if (fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) {
    fail("cannot be written to the disk");
  }
}

}  // namespace

bool file_exists(const std::string& path) {
  struct stat about;
  return stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode);
}

std::vector<uint8_t> read_file(const std::string& path, uint64_t limit) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) refuse(path, text("cannot be opened: ", std::strerror(errno)));
  struct stat about;
  if (fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) refuse(path, "is not a file");
  const auto size = static_cast<uint64_t>(about.st_size);
  if (size > limit) refuse(path, text("holds ", size, " bytes, more than ", limit));
  std::vector<uint8_t> bytes(size);
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t got = read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) refuse(path, "ended while it was read");
    done += static_cast<size_t>(got);
  }
  return bytes;
}

void write_file_atomically(const std::string& path, const void* bytes, size_t size) {
  const std::string target = followed(path);
  struct stat about;
  const bool exists = stat(target.c_str(), &about) == 0;
  const bool is_plain = !exists || (S_ISREG(about.st_mode) && about.st_nlink == 1);
  if (!is_plain || !replace(path, target, exists ? &about : nullptr, bytes, size)) {
    write_through(path, target, bytes, size);
  }
}

std::string sha256(const void* bytes, size_t size) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes, size, digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw_internal_error("SHA-256 failed");
  }
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

std::vector<uint8_t> gunzip(const std::string& path, const std::vector<uint8_t>& packed,
                            uint64_t limit) {
  z_stream stream = {};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) throw_internal_error("zlib could not start");
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<uint8_t> bytes;
  std::vector<uint8_t> chunk(1 << 20);
  int state = Z_OK;
  while (state == Z_OK && bytes.size() <= limit) {
    stream.next_out = chunk.data();
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    bytes.insert(bytes.end(), chunk.begin(),
                 chunk.end() - static_cast<std::ptrdiff_t>(stream.avail_out));
    if (state == Z_BUF_ERROR) break;
  }
  inflateEnd(&stream);
  if (bytes.size() > limit) refuse(path, text("unpacks to more than ", limit, " bytes"));
  if (state != Z_STREAM_END) refuse(path, "this is not a whole gzip file");
  return bytes;
}

}  // namespace keratin
