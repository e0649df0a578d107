#include "keratin/base/file_internal.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/descriptor_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw_file_error(text(path, ": ", what));
}

}  // namespace

bool file_exists(const std::string& path) {
  struct stat about;
  return stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode);
}

std::vector<uint8_t> read_file(const std::string& path, uint64_t limit) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) refuse(path, text("cannot be opened: ", std::strerror(errno)));
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
  AtomicFile file(path);
  file.write({static_cast<const uint8_t*>(bytes), size});
  file.commit();
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
