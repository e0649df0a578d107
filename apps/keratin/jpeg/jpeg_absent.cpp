// Where libjpeg was not there.
#include "apps/keratin/picture_file.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::command {

Picture read_jpeg(const std::string& path, std::string_view) {
  throw_file_error(text(path, ": is a JPEG, which this keratin was built without"), {},
                   "convert the picture to PNG, or install libjpeg-dev and build keratin again");
}

}  // namespace keratin::command
