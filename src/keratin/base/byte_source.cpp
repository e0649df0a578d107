#include "keratin/base/byte_source_internal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/base/transfer_watch_internal.h"

namespace keratin {
namespace {

constexpr size_t kPiece = 64 << 20;         // between two words to who watches
constexpr int64_t kPartOfThread = 4 << 20;  // of one thread

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
    for (size_t done = 0; done < out.size(); done += kPiece) {
      const auto piece = out.subspan(done, std::min(out.size() - done, kPiece));
      read_piece(offset + done, piece);
      TransferWatch::tell(TransferWatch::Way::read, piece.size());
    }
  }

 private:
  /// By all threads: half of the time goes into taking the pages of `out`.
  void read_piece(uint64_t offset, std::span<uint8_t> out) const {
    const auto size = static_cast<int64_t>(out.size());
    parallel_ranges(size, kPartOfThread, [&](int64_t begin, int64_t end) {
      const auto at = static_cast<size_t>(begin), part = static_cast<size_t>(end - begin);
      read_part(offset + at, out.subspan(at, part));
    });
  }
  void read_part(uint64_t offset, std::span<uint8_t> out) const {
    for (size_t done = 0; done < out.size();) {
      const ssize_t got =
          pread(file_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw_file_error(text(name(), ": cannot be read: ", std::strerror(errno)));
      if (got == 0) throw_file_error(text(name(), ": ended while it was read"));
      done += static_cast<size_t>(got);
    }
  }

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
