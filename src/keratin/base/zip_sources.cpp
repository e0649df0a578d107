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
  if (!first_) first_ = at_;
  at_ += size;
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
    case ZIP_SOURCE_SEEK: {
      const uint64_t end = input.bytes_->size();
      const zip_int64_t to =
          zip_source_seek_compute_offset(input.at_, end, data, size, input.error_.get());
      if (to < 0) return -1;
      input.at_ = static_cast<uint64_t>(to);
      return 0;
    }
    case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(input.at_);
    case ZIP_SOURCE_ERROR: return zip_error_to_data(input.error_.get(), data, size);
    case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default: zip_error_set(input.error_.get(), ZIP_ER_OPNOTSUPP, 0); return -1;
  }
}

}  // namespace keratin
