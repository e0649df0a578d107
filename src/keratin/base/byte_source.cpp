#include "keratin/base/byte_source_internal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/transfer_watch_internal.h"

namespace keratin {
namespace {

constexpr size_t kPiece = 64 << 20;

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string name, std::vector<uint8_t> bytes)
      : ByteSource(std::move(name)), bytes_(std::move(bytes)) {}
  uint64_t size() const override { return bytes_.size(); }

 protected:
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    std::copy_n(bytes_.data() + offset, out.size(), out.data());
  }

 private:
  std::vector<uint8_t> bytes_;
};

class BorrowedSource final : public ByteSource {
 public:
  BorrowedSource(std::string name, std::span<const uint8_t> bytes)
      : ByteSource(std::move(name)), bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }

 protected:
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    std::copy_n(bytes_.data() + offset, out.size(), out.data());
  }

 private:
  std::span<const uint8_t> bytes_;
};

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::string& path)
      : ByteSource(path), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat about = {};
    const char* why = file_ < 0                   ? std::strerror(errno)
                      : fstat(file_, &about) != 0 ? std::strerror(errno)
                      : S_ISDIR(about.st_mode)    ? "it is a folder"
                      : !S_ISREG(about.st_mode)   ? "it is no regular file"
                                                  : nullptr;
    size_ = static_cast<uint64_t>(about.st_size);
    if (!why) return;
    if (file_ >= 0) close(file_);
    throw_file_error(text(path, ": cannot be opened: ", why));
  }
  ~FileSource() override { close(file_); }
  uint64_t size() const override { return size_; }

 protected:
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    for (size_t done = 0; done < out.size();) {
      const size_t piece = std::min(out.size() - done, kPiece);
      const ssize_t got = pread(file_, out.data() + done, piece, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw_file_error(text(name(), ": cannot be read: ", std::strerror(errno)));
      if (got == 0) throw_file_error(text(name(), ": ended while it was read"));
      done += static_cast<size_t>(got);
      TransferWatch::tell(TransferWatch::Way::read, static_cast<uint64_t>(got));
    }
  }

 private:
  int file_;
  uint64_t size_ = 0;
};

}  // namespace

void ByteSource::read(uint64_t offset, std::span<uint8_t> out) const {
  if (offset > size() || out.size() > size() - offset) {
    throw_file_error(text(name_, ": ends after ", size(), " bytes, and ", out.size(),
                          " are needed at ", offset));
  }
  if (!out.empty()) read_inside(offset, out);
}

std::shared_ptr<const ByteSource> memory_source(std::string name, std::vector<uint8_t> bytes) {
  return std::make_shared<MemorySource>(std::move(name), std::move(bytes));
}

std::shared_ptr<const ByteSource> borrowed_source(std::string name,
                                                  std::span<const uint8_t> bytes) {
  return std::make_shared<BorrowedSource>(std::move(name), bytes);
}

std::shared_ptr<const ByteSource> file_source(const std::string& path) {
  return std::make_shared<FileSource>(path);
}

}  // namespace keratin
