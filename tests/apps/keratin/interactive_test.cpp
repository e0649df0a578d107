// `keratin notebook` with a Jupyter that only says how it was started.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace keratin::command {
namespace {

namespace fs = std::filesystem;

class Notebook : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("keratin-notebook-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "bin");
    add_program("jupyter-lab", "echo \"lab: $*, cells: $KERATIN_CELLS\"");
    if (run("notebook").find("libclang-19-dev") != std::string::npos) {
      GTEST_SKIP() << "this build has no keratin-cells";
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  void add_program(const std::string& name, const std::string& script) {
    std::ofstream(folder_ / "bin" / name) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(folder_ / "bin" / name, fs::perms::owner_all);
  }

  /// What the program prints, and at last its exit code.
  std::string run(const std::string& words) const {
    const std::string line = "env -u KERATIN_CELLS PATH=" + (folder_ / "bin").string() +
                             ":/usr/bin:/bin HOME=" + folder_.string() +
                             " JUPYTER_PATH=" + (folder_ / "jupyter").string() + " " +
                             KERATIN_PROGRAM + " " + words + " 2>&1; echo $?";
    std::string result;
    std::FILE* pipe = popen(line.c_str(), "r");
    std::array<char, 4096> buffer;
    while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
      result.append(buffer.data(), count);
    }
    pclose(pipe);
    return result;
  }

  fs::path folder_;
};

TEST_F(Notebook, OpensJupyterWithTheFiles) {
  fs::create_directories(folder_ / "jupyter/kernels/keratin");
  std::ofstream(folder_ / "jupyter/kernels/keratin/kernel.json") << "{}";
  const std::string said = run("notebook 'first one.ipynb'");
  EXPECT_EQ(said.find("lab: first one.ipynb, cells: /"), 0U) << said;
  EXPECT_TRUE(said.ends_with("/keratin-cells\n0\n")) << said;
}

TEST_F(Notebook, SaysThatTheKernelIsNotInstalled) {
  if (fs::exists("/usr/local/share/jupyter/kernels/keratin") ||
      fs::exists("/usr/share/jupyter/kernels/keratin")) {
    GTEST_SKIP() << "the kernel is installed for all";
  }
  EXPECT_EQ(run("notebook")
                .find("keratin: Jupyter does not know the C++ kernel yet: keratin "
                      "notebook --install\nlab: "),
            0U);
}

TEST_F(Notebook, SaysWhyTheKernelCannotBeInstalled) {
  add_program("python3", "echo 'keratin_kernel: no ipykernel' >&2; exit 1");
  const std::string said = run("notebook --install");
  EXPECT_EQ(said.find("keratin_kernel: no ipykernel\n"), 0U) << said;
  EXPECT_NE(said.find("apt install python3-ipykernel"), std::string::npos) << said;
  EXPECT_TRUE(said.ends_with("\n1\n")) << said;
}

}  // namespace
}  // namespace keratin::command
