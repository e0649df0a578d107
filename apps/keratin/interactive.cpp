// `repl` and `notebook` are other programs: here they are found and started.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "apps/keratin/commands.h"
#include "apps/keratin/report.h"

namespace keratin::command {
namespace {

namespace fs = std::filesystem;

fs::path folder_of_this() {
  std::error_code failure;
  const fs::path self = fs::read_symlink("/proc/self/exe", failure);
  if (failure) throw_file_error(text("/proc/self/exe: ", failure.message()));
  return self.parent_path();
}

/// The first of these that is there; empty without.
fs::path first_of(const std::vector<fs::path>& places) {
  std::error_code ignored;
  for (const fs::path& place : places) {
    if (fs::exists(place, ignored)) return fs::weakly_canonical(place, ignored);
  }
  return {};
}

/// Beside this program, where it is installed, or in the build's folder.
fs::path cells_program() {
  const fs::path here = folder_of_this();
  const fs::path found =
      first_of({here / "keratin-cells", here / "../lib/keratin/keratin-cells",
                here / "../libexec/keratin/keratin-cells", here / "../cells/keratin-cells"});
  if (found.empty()) {
    throw_file_error("keratin-cells, which runs C++ cells, is not beside this program", {},
                     "install libclang-19-dev, llvm-19-dev and libedit-dev and build it, or "
                     "install its package");
  }
  return found;
}

/// Whether PATH has a program of that name.
bool is_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string folders = path ? path : "/usr/bin:/bin";
  for (size_t begin = 0; begin <= folders.size();) {
    const size_t end = std::min(folders.find(':', begin), folders.size());
    const fs::path program = fs::path(folders.substr(begin, end - begin)) / name;
    if (access(program.c_str(), X_OK) == 0) return true;
    begin = end + 1;
  }
  return false;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

/// Becomes that program.
[[noreturn]] void become(std::vector<std::string> words) {
  std::fflush(nullptr);
  execvp(words[0].c_str(), pointers(words).data());
  throw_file_error(text(words[0], ": cannot be started: ", std::strerror(errno)));
}

/// Its exit code.
int run_child(std::vector<std::string> words) {
  std::fflush(nullptr);
  const std::vector<char*> arguments = pointers(words);
  const pid_t child = fork();
  if (child == 0) {
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

/// For `python3 -m keratin_kernel`: where the package and keratin-cells are.
void prepare_python() {
  const fs::path cells = cells_program();
  setenv("KERATIN_CELLS", cells.c_str(), 0);
  const fs::path here = folder_of_this();
  const fs::path package = first_of({cells.parent_path() / "keratin_kernel",
                                     here / "../lib/python3/dist-packages/keratin_kernel"});
  if (package.empty()) return;
  const char* before = std::getenv("PYTHONPATH");
  const std::string folder = package.parent_path().string();
  setenv("PYTHONPATH", (before ? folder + ":" + before : folder).c_str(), 1);
}

}  // namespace

void repl() { become({cells_program().string(), "--repl"}); }

void notebook(const NotebookRequest& request) {
  prepare_python();
  if (request.install) {
    std::vector<std::string> words = {"python3", "-m", "keratin_kernel", "install"};
    if (!request.prefix.empty()) words.insert(words.end(), {"--prefix", request.prefix});
    const int code = run_child(words);
    if (code != 0) {
      throw_file_error(text("python3 -m keratin_kernel install ended with ", code), {},
                       "the kernel needs ipykernel: apt install python3-ipykernel, or pip "
                       "install ipykernel");
    }
    return;
  }
  for (const char* page : {"lab", "notebook"}) {
    if (is_program(text("jupyter-", page))) become({text("jupyter-", page)});
  }
  throw_file_error("neither jupyter-lab nor jupyter-notebook is installed", {},
                   "apt install jupyter-notebook, or pip install jupyterlab; then keratin notebook "
                   "--install");
}

}  // namespace keratin::command
