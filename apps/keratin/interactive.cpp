// `repl` and `notebook` are other programs: here they are found and started.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "apps/keratin/commands.h"
#include "apps/keratin/report.h"
#include "apps/keratin/verbs.h"

namespace keratin::command {
namespace {

namespace fs = std::filesystem;

struct NotebookRequest {
  std::vector<std::string> files;
  bool install = false;
  std::string prefix;  // where the kernel is installed; empty: for this user
};

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

/// The parts of an environment variable that lists folders.
std::vector<fs::path> folders_in(const char* variable, const char* without_it) {
  const char* value = std::getenv(variable);
  const std::string list = value ? value : without_it;
  std::vector<fs::path> folders;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(':', begin), list.size());
    if (end > begin) folders.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return folders;
}

/// The program of that name in PATH; empty without.
fs::path find_program(const std::string& name) {
  for (const fs::path& folder : folders_in("PATH", "/usr/bin:/bin")) {
    if (access((folder / name).c_str(), X_OK) == 0) return folder / name;
  }
  return {};
}

/// Whether a Jupyter that is installed there finds the kernel, in the folders where it looks.
bool knows_kernel(const fs::path& jupyter) {
  std::vector<fs::path> folders = folders_in("JUPYTER_PATH", "");
  for (const char* more : {"/usr/local/share/jupyter", "/usr/share/jupyter"}) {
    folders.emplace_back(more);
  }
  const char* home = std::getenv("HOME");
  const std::string own = home ? text(home, "/.local/share/jupyter") : "";
  for (const fs::path& folder : folders_in("JUPYTER_DATA_DIR", own.c_str())) {
    folders.push_back(folder);
  }
  folders.push_back(jupyter.parent_path() / "../share/jupyter");
  return std::any_of(folders.begin(), folders.end(), [](const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "kernels/keratin/kernel.json", ignored);
  });
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

void repl() { become({cells_program().string(), "--repl"}); }

void install_kernel(const NotebookRequest& request) {
  std::vector<std::string> words = {"python3", "-m", "keratin_kernel", "install"};
  if (!request.prefix.empty()) words.insert(words.end(), {"--prefix", request.prefix});
  const int code = run_child(words);
  if (code == 0) return;
  throw_file_error(text("python3 -m keratin_kernel install ended with ", code), {},
                   "the kernel needs ipykernel: apt install python3-ipykernel, or pip install "
                   "ipykernel");
}

void notebook(const NotebookRequest& request) {
  prepare_python();
  if (request.install) return install_kernel(request);
  for (const char* name : {"jupyter-lab", "jupyter-notebook"}) {
    const fs::path jupyter = find_program(name);
    if (jupyter.empty()) continue;
    if (!knows_kernel(jupyter)) {
      print_note("Jupyter does not know the C++ kernel yet: keratin notebook --install");
    }
    std::vector<std::string> words = {jupyter.string()};
    words.insert(words.end(), request.files.begin(), request.files.end());
    become(words);
  }
  throw_file_error("neither jupyter-lab nor jupyter-notebook is installed", {},
                   "apt install jupyter-notebook, or pip install jupyterlab; then keratin notebook "
                   "--install");
}

}  // namespace

void add_repl(Verbs& verbs) {
  verbs.add("repl", "C++ line by line, with Keratin, in the terminal", "keratin repl",
            [] { repl(); });
}

void add_notebook(Verbs& verbs) {
  const auto request = std::make_shared<NotebookRequest>();
  NotebookRequest& r = *request;
  CLI::App& command = verbs.add("notebook", "Opens Jupyter, whose notebooks may be of C++ cells",
                                "keratin notebook --install", [request] { notebook(*request); });
  CLI::Option* files =
      command.add_option("files", r.files, "Notebooks or a folder to open")->type_name("FILE");
  CLI::Option* install =
      command.add_flag("--install", r.install, "Makes the C++ kernel known to Jupyter instead")
          ->excludes(files);
  command.add_option("--prefix", r.prefix, "In PREFIX/share/jupyter; for this user without it")
      ->type_name("FOLDER")
      ->needs(install);
}

}  // namespace keratin::command
