#include "places.h"

#include <filesystem>
#include <stdexcept>

namespace keratin::cells {
namespace {

namespace fs = std::filesystem;

// The first of the folders that holds the file.
std::string folder_with(const std::string& file, const std::vector<fs::path>& folders) {
  std::string looked;
  for (const fs::path& folder : folders) {
    if (fs::exists(folder / file)) return folder.lexically_normal().string();
    looked += "\n  " + (folder / file).lexically_normal().string();
  }
  throw std::runtime_error("keratin-cells finds no " + file + "; it looked for" + looked);
}

}  // namespace

std::string own_path() { return fs::read_symlink("/proc/self/exe").string(); }

std::vector<std::string> compiler_arguments() {
  const fs::path here = fs::path(own_path()).parent_path();
  // lib/keratin/keratin-cells knows include/ two folders up.
  const std::vector<fs::path> folders = {here / "include", here / "../../include"};
  const std::string clang = KERATIN_CLANG_RESOURCES;
  folder_with("include/stddef.h", {clang});
  return {"-std=c++20",
          "-O1",
          "-I" + folder_with("keratin/keratin.h", folders),
          "-I" + folder_with("keratin_cells/out.h", folders),
          "-resource-dir=" + clang,
          "-Wno-unused-value",
          "-Wno-macro-redefined",
          "-Werror=uninitialized",
          "-Werror=static-self-init"};
}

}  // namespace keratin::cells
