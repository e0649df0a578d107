#include "keratin/base/zip_sources_internal.h"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "keratin/base/error.h"

namespace keratin {
namespace {

zip_source_t* source_of(zip_source_callback answer, void* self) {
  ZipError error;
  zip_source_t* source = zip_source_function_create(answer, self, error.get());
  if (!source) throw_internal_error("libzip could not start");
  return source;
}

/// Moves `at` as libzip wants it, within `size` bytes.
zip_int64_t seek(uint64_t& at, uint64_t size, void* data, zip_uint64_t length, zip_error_t* error) {
  const zip_int64_t to = zip_source_seek_compute_offset(at, size, data, length, error);
  if (to < 0) return -1;
  at = static_cast<uint64_t>(to);
  return 0;
}

}  // namespace

zip_source_t* ZipInput::source() { return source_of(answer, this); }

void ZipInput::rethrow() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

zip_int64_t ZipInput::read(uint8_t* out, uint64_t size) {
  size = std::min(size, bytes_->size() - at_);
  try {
    bytes_->read(at_, {out, static_cast<size_t>(size)});
  } catch (...) {
    failure_ = std::current_exception();
    zip_error_set(error_.get(), ZIP_ER_READ, EIO);
    return -1;
  }
  if (!row_.begin) row_ = {at_, at_, true};
  row_.is_whole = row_.is_whole && at_ == row_.end;
  at_ += size;
  row_.end = at_;
  return static_cast<zip_int64_t>(size);
}

zip_int64_t ZipInput::answer(void* self, void* data, zip_uint64_t size, zip_source_cmd_t command) {
  ZipInput& input = *static_cast<ZipInput*>(self);
  switch (command) {
    case ZIP_SOURCE_OPEN: input.at_ = 0; return 0;
    case ZIP_SOURCE_READ: return input.read(static_cast<uint8_t*>(data), size);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_STAT: {
      auto* about = static_cast<zip_stat_t*>(data);
      zip_stat_init(about);
      about->valid = ZIP_STAT_SIZE;
      about->size = input.bytes_->size();
      return sizeof *about;
    }
    case ZIP_SOURCE_SEEK:
      return seek(input.at_, input.bytes_->size(), data, size, input.error_.get());
    case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(input.at_);
    case ZIP_SOURCE_ERROR: return zip_error_to_data(input.error_.get(), data, size);
    case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default: zip_error_set(input.error_.get(), ZIP_ER_OPNOTSUPP, 0); return -1;
  }
}

zip_source_t* ZipOutput::source() { return source_of(answer, this); }

void ZipOutput::rethrow() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

zip_int64_t ZipOutput::write(const uint8_t* bytes, uint64_t size) {
  try {
    const bool is_there = at_ >= kept_begin_ && at_ + size <= kept_end_;
    if (!is_there) file_.write_at(at_, {bytes, static_cast<size_t>(size)});
  } catch (...) {
    failure_ = std::current_exception();
    zip_error_set(error_.get(), ZIP_ER_WRITE, EIO);
    return -1;
  }
  at_ += size;
  end_ = std::max(end_, at_);
  return static_cast<zip_int64_t>(size);
}

zip_int64_t ZipOutput::answer(void* self, void* data, zip_uint64_t size, zip_source_cmd_t command) {
  ZipOutput& output = *static_cast<ZipOutput*>(self);
  switch (command) {
    case ZIP_SOURCE_STAT:  // there is no archive yet
      zip_error_set(output.error_.get(), ZIP_ER_READ, ENOENT);
      return -1;
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_COMMIT_WRITE:  // the file is the caller's, who commits it or does not
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_REMOVE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_WRITE: return output.write(static_cast<const uint8_t*>(data), size);
    case ZIP_SOURCE_SEEK_WRITE:
      return seek(output.at_, output.end_, data, size, output.error_.get());
    case ZIP_SOURCE_TELL_WRITE: return static_cast<zip_int64_t>(output.at_);
    case ZIP_SOURCE_ERROR: return zip_error_to_data(output.error_.get(), data, size);
    case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_WRITABLE;
    default: zip_error_set(output.error_.get(), ZIP_ER_OPNOTSUPP, 0); return -1;
  }
}

}  // namespace keratin
