// Where libhdf5's bytes go: into our file, by our calls. Its own driver crashes, or says that all
// is well, when a disk is full (1.10.8; see docs/decisions/strict-hdf5-reader.md).
#pragma once
#include <hdf5.h>

#include "keratin/base/atomic_file_internal.h"

namespace keratin::saving {

/// While it lives, the only one of the process, files that libhdf5 creates with its access
/// properties are what lies in `file` from `begin` on. To libhdf5 every write succeeds; finish()
/// throws what failed first.
class Hdf5Driver {
 public:
  Hdf5Driver(AtomicFile& file, uint64_t begin);
  ~Hdf5Driver();
  Hdf5Driver(const Hdf5Driver&) = delete;
  Hdf5Driver& operator=(const Hdf5Driver&) = delete;

  /// Negative when libhdf5 does not take it.
  herr_t use_in(hid_t access) const;
  void finish() const;
  /// What libhdf5 wrote, in bytes.
  uint64_t size() const;

 private:
  hid_t id_;
};

}  // namespace keratin::saving
