#include <unistd.h>

#include <cstdio>
#include <string>

#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/models/saving.h"

namespace {

/// A file of this process, gone with it.
class Place {
 public:
  ~Place() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/keratin_fuzz." + std::to_string(getpid()) + ".keras";
};

// A whole model, as load_model finds it: an archive, or HDF5 of Keras 2.
void read(const std::vector<uint8_t>& bytes) {
  static const Place place;
  std::FILE* file = std::fopen(place.path().c_str(), "wb");
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
  keratin::load_model(place.path());
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_zip)
