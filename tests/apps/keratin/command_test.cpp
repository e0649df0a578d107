// The program itself as a child: what it prints, how it ends, which files it leaves.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <keratin/keratin.h>
#include <png.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace keratin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Result {
  int code;
  std::string out;
  std::string err;
};

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void save_picture(const Tensor& pixels, const fs::path& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = 28;
  image.format = PNG_FORMAT_GRAY;
  ASSERT_TRUE(png_image_write_to_file(&image, path.c_str(), 0, pixels.data<uint8_t>(), 0, nullptr));
}

class Command : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "keratin-command-XXXXXX").string();
    folder = mkdtemp(name.data());
    const auto [train, test] = datasets::digits::load_data({.train = 4000, .test = 300});
    save_npz(folder / "digits.npz",
             {{"x_train", train.x}, {"y_train", train.y}, {"x_test", test.x}, {"y_test", test.y}});
    save_npy(folder / "x.npy", test.x);
    save_npy(folder / "y.npy", test.y);
    save_npy(folder / "one.npy", test.x[0]);
    save_picture(test.x[0].copy(), folder / "digit.png");
    trained = run({"train", "--dense", "64,10", "--data", "digits.npz", "--epochs", "6", "--seed",
                   "1", "-o", "net.keras"});
  }
  static void TearDownTestSuite() { fs::remove_all(folder); }

  static Result run(std::vector<std::string> words) {
    words.insert(words.begin(), KERATIN_PROGRAM);
    const pid_t child = fork();
    if (child == 0) {
      if (chdir(folder.c_str()) != 0) _exit(126);
      dup2(::open("stdout", O_CREAT | O_TRUNC | O_WRONLY, 0600), 1);
      dup2(::open("stderr", O_CREAT | O_TRUNC | O_WRONLY, 0600), 2);
      std::vector<char*> arguments;
      for (std::string& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      execv(arguments[0], arguments.data());
      _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read(folder / "stdout"),
            read(folder / "stderr")};
  }

  /// The object on stdout of a run that succeeds.
  static Json json_of(std::vector<std::string> words) {
    words.emplace_back("--json");
    const Result result = run(std::move(words));
    EXPECT_EQ(result.code, 0) << result.err;
    return Json::parse(result.out);
  }

  /// One line on stderr that holds these words, nothing on stdout.
  static void expect_refused(const std::vector<std::string>& words, int code,
                             const std::string& reason) {
    const Result result = run(words);
    EXPECT_EQ(result.code, code) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find(reason), std::string::npos) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }

  static Tensor array(const char* name) { return load_npy((folder / name).string()); }

  static inline fs::path folder;
  static inline Result trained;
};

TEST_F(Command, TrainsAndSaves) {
  EXPECT_EQ(trained.code, 0) << trained.err;
  EXPECT_NE(trained.out.find("Epoch 6/6 - 125/125"), std::string::npos) << trained.out;
  EXPECT_NE(trained.out.find("net.keras: 50890 parameters\n"), std::string::npos) << trained.out;
  EXPECT_EQ(trained.err, "");
  EXPECT_EQ(load_model((folder / "net.keras").string()).count_params(), 50890);
}

TEST_F(Command, EvaluatesAsTheLibraryDoes) {
  const Json json = json_of({"evaluate", "net.keras", "--data", "digits.npz"});
  Model model = load_model((folder / "net.keras").string());
  const Tensor x = array("x.npy").reshape({300, 784}).astype(float32) / 255;
  const Scores scores = model.evaluate(x, array("y.npy"), {.verbose = 0});
  EXPECT_EQ(json["samples"], 300);
  EXPECT_DOUBLE_EQ(json["scores"]["loss"].get<double>(), scores["loss"]);
  EXPECT_DOUBLE_EQ(json["scores"]["accuracy"].get<double>(), scores["accuracy"]);
  EXPECT_GT(scores["accuracy"], 0.8);
  const Result pair = run({"evaluate", "net.keras", "--data", "x.npy,y.npy"});
  double accuracy = 0;
  std::istringstream(pair.out.substr(pair.out.find("accuracy: ") + 10)) >> accuracy;
  EXPECT_NEAR(accuracy, scores["accuracy"], 1e-4) << pair.out;
}

TEST_F(Command, ReadsAPictureAsTheSlidesShow) {
  const Result result = run({"predict", "net.keras", "digit.png"});
  ASSERT_EQ(result.code, 0) << result.err;
  std::istringstream lines(result.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "PROBABILITY  NUMBER");
  double before = 100, sum = 0;
  std::vector<bool> seen(10);
  for (int i = 0; i < 10; ++i) {
    double percent = -1;
    char sign = 0;
    size_t number = 99;
    ASSERT_TRUE(lines >> percent >> sign >> number) << result.out;
    EXPECT_EQ(sign, '%');
    EXPECT_LE(percent, before);
    before = percent;
    sum += percent;
    ASSERT_LT(number, 10U);
    EXPECT_FALSE(seen[number]);
    seen[number] = true;
  }
  EXPECT_NEAR(sum, 100, 0.1);
}

TEST_F(Command, APictureAndItsArrayPredictTheSame) {
  const Json of_picture = json_of({"predict", "net.keras", "digit.png"});
  const Json of_array = json_of({"predict", "net.keras", "one.npy"});
  EXPECT_EQ(of_picture["predictions"], of_array["predictions"]);
  const Model model = load_model((folder / "net.keras").string());
  const Tensor x = array("one.npy").reshape({1, 784}).astype(float32) / 255;
  const Tensor y = model.predict(x, {.verbose = 0});
  for (int64_t i = 0; i < 10; ++i) {
    const Tensor expected = y[{0, i}];
    EXPECT_EQ(of_picture["predictions"][0][static_cast<size_t>(i)].get<float>(),
              expected.item<float>());
  }
  EXPECT_EQ(of_picture["classes"][0].get<int>(), y.argmax().item<int>());
}

TEST_F(Command, WritesPredictions) {
  const Result result = run({"predict", "net.keras", "x.npy", "-o", "out.npy"});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "out.npy: float32 (300, 10)\n");
  EXPECT_EQ(array("out.npy").shape(), Shape({300, 10}));
}

TEST_F(Command, PredictsWithSeveralInputsAndOutputs) {
  Input a({2}, {.name = "a"}), b({3}, {.name = "b"});
  const Tensor both = layers::Concatenate()({a, b});
  const Tensor kind = layers::Dense(4, {.activation = "softmax", .name = "kind"})(both);
  Model({a, b}, {kind, layers::Dense(1, {.name = "size"})(both)}).save(folder / "two.keras");
  save_npy(folder / "a.npy", ones({1, 2}));
  save_npy(folder / "b.npy", ones({1, 3}));
  const Result result = run({"predict", "two.keras", "b=b.npy", "a=a.npy", "-o", "both.npz"});
  EXPECT_EQ(result.out.find("kind:\nPROBABILITY  NUMBER\n"), 0U) << result.out << result.err;
  EXPECT_NE(result.out.find("size:\nboth.npz: float32 (1, 1)\n"), std::string::npos) << result.out;
  const NamedTensors saved = load_npz(folder / "both.npz");
  ASSERT_EQ(saved.size(), 2U);
  EXPECT_EQ(saved[0].first, "kind");
  const Json json = json_of({"predict", "two.keras", "a.npy", "b.npy", "--classes", "w,x,y,z"});
  EXPECT_EQ(json["outputs"]["kind"]["names"].size(), 1U);
  EXPECT_EQ(json["outputs"]["size"]["shape"], Json({1, 1}));
  expect_refused({"predict", "two.keras", "a.npy", "b.npy", "-o", "o.npy"}, 1, "has 2 outputs");
}

TEST_F(Command, GoesOnWithASavedModel) {
  const Json json = json_of({"train", "net.keras", "--data", "digits.npz", "-o", "more.keras"});
  EXPECT_EQ(json["epochs"], 1);
  EXPECT_LT(json["history"]["loss"][0].get<double>(), 0.6);
  const Model model = load_model((folder / "more.keras").string());
  EXPECT_EQ(model.optimizer().iterations(), 7 * 125);
}

TEST_F(Command, TheSameSeedTrainsToTheSameBits) {
  for (const std::string threads : {"1", "2"}) {
    const Result result = run({"train", "--dense", "16,10", "--data", "digits.npz", "--seed", "3",
                               "--threads", threads, "-o", "seeded.keras"});
    ASSERT_EQ(result.code, 0) << result.err;
    ASSERT_EQ(run({"convert", "seeded.keras", threads + ".safetensors"}).code, 0);
  }
  EXPECT_EQ(read(folder / "1.safetensors"), read(folder / "2.safetensors"));
}

TEST_F(Command, TrainsOnOtherLosses) {
  const Tensor numbers = random::normal({64, 5});
  save_npy(folder / "numbers.npy", numbers);
  save_npy(folder / "sums.npy", numbers.sum(1));
  const Json line =
      json_of({"train", "--dense", "1", "--data", "numbers.npy,sums.npy", "--optimizer", "adam",
               "--learning-rate", "0.1", "--epochs", "60", "-o", "line.keras"});
  EXPECT_LT(line["history"]["loss"].back().get<double>(), 0.05);
  const Json one_hot = json_of({"train", "--dense", "10", "--data", "digits.npz", "--loss",
                                "categorical_crossentropy", "-o", "hot.keras"});
  EXPECT_LT(one_hot["history"]["loss"][0].get<double>(), 2.3);
}

TEST_F(Command, ConvertsBetweenAllFormats) {
  const Json wanted = json_of({"predict", "net.keras", "one.npy"})["predictions"];
  ASSERT_EQ(run({"convert", "net.keras", "net.json"}).code, 0);
  for (const std::string file : {"c.keras", "c.h5", "folder/"}) {
    ASSERT_EQ(run({"convert", "net.keras", file}).code, 0) << file;
    EXPECT_EQ(json_of({"predict", file, "one.npy"})["predictions"], wanted) << file;
  }
  for (const std::string file : {"c.weights.h5", "c.weights.json", "c.safetensors", "c.npz"}) {
    EXPECT_EQ(run({"convert", "net.keras", file}).out, file + "\n");
    const Result back = run({"convert", file, "back.keras", "--model", "net.json"});
    ASSERT_EQ(back.code, 0) << back.err;
    EXPECT_EQ(json_of({"predict", "back.keras", "one.npy"})["predictions"], wanted) << file;
  }
  ASSERT_EQ(run({"convert", "c.npz", "d.safetensors"}).code, 0);
  EXPECT_EQ(read(folder / "c.safetensors"), read(folder / "d.safetensors"));
}

TEST_F(Command, SaysWhatCannotBeConverted) {
  ASSERT_EQ(run({"convert", "net.keras", "layers.json"}).code, 0);
  ASSERT_EQ(run({"convert", "net.keras", "w.npz"}).code, 0);
  expect_refused({"convert", "w.npz", "x.keras"}, 1, "--model net.json");
  expect_refused({"convert", "layers.json", "x.npz"}, 1, "holds layers alone");
  expect_refused({"convert", "net.keras", "x.txt"}, 1, "expected an output that ends in .keras");
  expect_refused({"convert", "net.keras", "y.keras", "--model", "layers.json"}, 1,
                 "layers of its own");
  expect_refused({"convert", "x.npy", "y.keras"}, 1, "x.npy");
}

TEST_F(Command, SummarizesFiles) {
  const Json json = json_of({"summary", "net.keras", "--plan"});
  EXPECT_EQ(json["format"], "Keras model");
  EXPECT_EQ(json["model"]["parameters"], 50890);
  EXPECT_EQ(json["model"]["layers"][1]["class_name"], "Dense");
  EXPECT_EQ(json["weights"][0]["shape"], Json({784, 64}));
  EXPECT_NE(json["plan"], "");
  const Result table = run({"summary", "net.keras", "--weights", "--plan"});
  EXPECT_NE(table.out.find(" samples: compiled"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find(" Total params: "), std::string::npos) << table.out;
  EXPECT_NE(table.out.find("layers/dense/vars/0"), std::string::npos) << table.out;
  EXPECT_NE(run({"summary", "digits.npz"}).out.find("NumPy archive"), std::string::npos);
}

TEST_F(Command, SaysWhatIsWrongInOneLine) {
  const auto train = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"train", "-o", "x.keras"});
    return more;
  };
  expect_refused(train({"--dense", "10"}), 2, "--data is required");
  expect_refused(train({"--data", "digits"}), 2, "a network is missing");
  expect_refused(train({"--data", "digits", "--dense", "0"}), 2, "--dense");
  expect_refused(train({"--data", "digits", "--dense", "9", "--loss", "mes"}), 2,
                 "unknown loss 'mes'");
  expect_refused({"retrain"}, 2, "unknown command 'retrain'; did you mean 'train'?");
  expect_refused({"train", "--epoch=5"}, 2, "unknown option '--epoch'; did you mean '--epochs'?");
  expect_refused({"summary", "net.keras", "more"}, 2, "unknown argument 'more'");
  expect_refused({"predict", "net.keras"}, 2, "input");
  expect_refused({"train", "--dense", "9", "--data", "digits.npz", "-o", "x.txt"}, 1,
                 ".keras or .h5");
  expect_refused({"train", "--dense", "9", "--data", "digits.npz", "-o", "no/x.keras"}, 1,
                 "no folder");
  expect_refused({"evaluate", "none.keras", "--data", "digits.npz"}, 1, "none.keras");
  expect_refused({"evaluate", "net.keras", "--data", "nothing"}, 1, "received 'nothing'");
  expect_refused({"predict", "net.keras", "net.keras"}, 1, "neither a PNG nor a JPEG");
  const Result result = run({"predict", "net.keras", "none.npy", "--json"});
  EXPECT_EQ(result.code, 1);
  EXPECT_TRUE(Json::parse(result.out).contains("error"));
}

TEST_F(Command, BrokenFilesAreErrorsAndNotCrashes) {
  for (const std::string name : {"net.keras", "digit.png", "one.npy"}) {
    const std::string whole = read(folder / name);
    for (const size_t i : {0U, 2U, 5U, 7U, 8U, 11U, 15U}) {
      std::string broken = whole.substr(0, whole.size() * (i % 8 + 1) / 8);
      for (size_t j = 0; j < 8 * (i / 8); ++j) {
        const size_t at = (i * 7919 + j * 104729) % std::min<size_t>(broken.size(), 400);
        broken[at] = static_cast<char>(broken[at] ^ (1 << (j % 8)));
      }
      const std::string path = "broken" + fs::path(name).extension().string();
      std::ofstream(folder / path, std::ios::binary) << broken;
      const bool is_model = name == "net.keras";
      const Result result =
          run({"predict", is_model ? path : "net.keras", is_model ? "one.npy" : path});
      EXPECT_TRUE(result.code == 0 || result.code == 1) << name << " " << i << ": " << result.err;
    }
  }
}

TEST_F(Command, HasHelpWithAnExampleAndAVersion) {
  const Result help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const std::string name :
       {"train", "evaluate", "predict", "summary", "convert", "serve", "repl", "notebook"}) {
    EXPECT_NE(help.out.find("\n  " + name), std::string::npos) << name;
    const Result of_command = run({name, "--help"});
    EXPECT_EQ(of_command.code, 0);
    EXPECT_NE(of_command.out.find("Example:\n  keratin " + name), std::string::npos) << name;
  }
  const Result version = run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out.rfind("keratin ", 0), 0U) << version.out;
}

TEST_F(Command, ServesUntilItIsStopped) {
  if (run({"serve", "none.keras"}).err.find("without its server") != std::string::npos) {
    GTEST_SKIP() << "this build has no server";
  }
  expect_refused({"serve", "none.keras", "--port", "0"}, 1, "none.keras");
  expect_refused({"serve", "net.keras", "--port", "70000"}, 2, "--port");
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    const std::string model = (folder / "net.keras").string();
    execl(KERATIN_PROGRAM, "keratin", "serve", model.c_str(), "--port", "0", "--json", nullptr);
    _exit(127);
  }
  close(ends[1]);
  char line[200] = {};
  EXPECT_GT(::read(ends[0], line, sizeof line - 1), 0);
  EXPECT_EQ(Json::parse(line)["url"].get<std::string>().rfind("http://127.0.0.1:", 0), 0U) << line;
  kill(child, SIGTERM);
  int status = -1;
  waitpid(child, &status, 0);
  close(ends[0]);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(Command, SaysWhatNotebooksNeed) {
  const std::string before = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const Result result = run({"notebook"});
  setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(result.code, 1);
  const bool has_cells = result.err.find("keratin-cells") == std::string::npos;
  EXPECT_NE(result.err.find(has_cells ? "apt install jupyter-notebook" : "libclang-19-dev"),
            std::string::npos)
      << result.err;
  expect_refused({"notebook", "--prefix", "here"}, 2, "--install");
}

TEST_F(Command, TheInterruptedTrainingIsSavedAndAFailure) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    dup2(::open((folder / "stderr").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600), 2);
    const std::string data = (folder / "digits.npz").string();
    const std::string model = (folder / "stopped.keras").string();
    execl(KERATIN_PROGRAM, "keratin", "train", "--dense", "16,10", "--data", data.c_str(),
          "--epochs", "100000", "-o", model.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  char line[200] = {};
  EXPECT_GT(::read(ends[0], line, sizeof line - 1), 0);
  kill(child, SIGINT);
  while (::read(ends[0], line, sizeof line) > 0) {
  }
  int status = -1;
  waitpid(child, &status, 0);
  close(ends[0]);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << status;
  EXPECT_NE(read(folder / "stderr").find("was interrupted in epoch"), std::string::npos);
  EXPECT_EQ(load_model((folder / "stopped.keras").string()).count_params(), 784 * 16 + 186);
}

TEST_F(Command, AFullDiskIsAFailure) {
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  const std::string line = std::string(KERATIN_PROGRAM) + " --man > /dev/full 2>/dev/null";
  EXPECT_EQ(WEXITSTATUS(std::system(line.c_str())), 1);
}

}  // namespace
}  // namespace keratin
