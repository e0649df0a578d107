#include "keratin/saving/hdf5_driver_internal.h"

#include <algorithm>
#include <cstring>
#include <exception>

#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

namespace keratin::saving {
namespace {

/// Libhdf5 is used by one thread at a time (Hdf5Session).
struct Target {
  AtomicFile* file = nullptr;
  uint64_t begin = 0;  // of HDF5 in it
  uint64_t size = 0;
  std::exception_ptr failure;
} target;

/// What libhdf5 holds as a file: its own part first.
struct OpenFile {
  H5FD_t own = {};
  haddr_t given_out = 0, end = 0;  // of addresses; of what was written
};

OpenFile& open_file(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& open_file(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

// Nothing may be thrown through libhdf5.
template <class F>
void attempt(F f) {
  if (target.failure) return;
  try {
    f();
  } catch (...) {
    target.failure = std::current_exception();
  }
}

H5FD_t* open(const char*, unsigned, hid_t, haddr_t) {
  return reinterpret_cast<H5FD_t*>(new OpenFile);
}
herr_t close(H5FD_t* file) {
  delete &open_file(file);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  if (flags) {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA;
  }
  return 0;
}

haddr_t given_out(const H5FD_t* file, H5FD_mem_t) { return open_file(file).given_out; }
herr_t give_out(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  open_file(file).given_out = end;
  return 0;
}
haddr_t end_of(const H5FD_t* file, H5FD_mem_t) { return open_file(file).end; }

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, void* out) {
  std::memset(out, 0, size);
  const haddr_t end = open_file(file).end;
  if (at >= end) return 0;
  const size_t there = std::min<haddr_t>(size, end - at);
  attempt([&] { target.file->read_at(target.begin + at, {static_cast<uint8_t*>(out), there}); });
  return 0;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, size_t size, const void* bytes) {
  attempt([&] {
    target.file->write_at(target.begin + at, {static_cast<const uint8_t*>(bytes), size});
  });
  open_file(file).end = target.size = std::max<haddr_t>(open_file(file).end, at + size);
  return 0;
}

/// A file is as long as the addresses that it has given out.
herr_t truncate(H5FD_t* file, hid_t, hbool_t) {
  OpenFile& mine = open_file(file);
  const uint8_t last = 0;
  if (mine.end < mine.given_out)
    return write(file, H5FD_MEM_DEFAULT, 0, mine.given_out - 1, 1, &last);
  return 0;
}

H5FD_class_t made_class() {
  H5FD_class_t result = {};
#if H5_VERSION_GE(1, 13, 0)
  result.version = H5FD_CLASS_VERSION;
  result.value = static_cast<H5FD_class_value_t>(600);  // 512 and more are for programs
#endif
  result.name = "keratin";
  result.maxaddr = haddr_t{1} << 62;
  result.fc_degree = H5F_CLOSE_WEAK;
  result.open = open;
  result.close = close;
  result.query = query;
  result.get_eoa = given_out;
  result.set_eoa = give_out;
  result.get_eof = end_of;
  result.read = read;
  result.write = write;
  result.truncate = truncate;
  const H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(map), std::end(map), result.fl_map);
  return result;
}

}  // namespace

Hdf5Driver::Hdf5Driver(AtomicFile& file, uint64_t begin) {
  static const H5FD_class_t kClass = made_class();
  target = {.file = &file, .begin = begin, .size = 0, .failure = nullptr};
  id_ = H5FDregister(&kClass);
}

Hdf5Driver::~Hdf5Driver() {
  if (id_ >= 0) H5FDunregister(id_);
  target = {};
}

herr_t Hdf5Driver::use_in(hid_t access) const {
  return id_ < 0 ? -1 : H5Pset_driver(access, id_, nullptr);
}

void Hdf5Driver::finish() const {
  if (target.failure) std::rethrow_exception(target.failure);
}

uint64_t Hdf5Driver::size() const { return target.size; }

}  // namespace keratin::saving
