#include "apps/keratin/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <new>

#include "apps/keratin/commands.h"
#include "apps/keratin/report.h"
#include "apps/keratin/serve_options.h"

namespace keratin::command {
namespace {

constexpr int kFailed = 1;
constexpr int kNotUnderstood = 2;
constexpr const char* kData = "mnist, fashion_mnist, digits, x.npy,y.npy, or data.npz";
constexpr const char* kScale =
    "What each number of the data is multiplied by; without it bytes (uint8) and pictures are "
    "divided by 255, unless the model has a Rescaling, Normalization or Embedding";

std::vector<std::string> names_of(const auto& classes) {
  std::vector<std::string> names;
  for (const ClassNames& entry : classes) {
    const std::string_view alias = entry.aliases[0];
    if (!entry.class_name.empty()) names.emplace_back(alias.empty() ? entry.class_name : alias);
  }
  return names;
}

/// Checks the same, and says nothing of it in --help, where descriptions do.
CLI::Validator silent(const CLI::Validator& validator) { return validator.description(""); }
CLI::Validator positive() { return silent(CLI::PositiveNumber); }

/// Takes the names of that family.
template <class Family>
CLI::Validator known() {
  const auto check = [](const std::string& name) -> std::string {
    try {
      Choice<Family>::named(name);
      return "";
    } catch (const Error& error) {
      return error.rule();
    }
  };
  return CLI::Validator(check, "");
}

class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  int run(int argc, const char* const* argv);
  ProgramText text() const;

 private:
  CLI::App* add(const char* name, const char* description, const char* example,
                std::function<void()> run, bool* json = nullptr);
  CLI::Option* choices(CLI::Option* option, std::vector<std::string> words);
  void add_train();
  void add_steps(CLI::App* command, CLI::Option* dense);
  void add_evaluate();
  void add_predict();
  void add_summary();
  void add_convert();
  void add_serve();
  void add_interactive();
  void add_what_is_compiled(CLI::App* command, std::string& loss,
                            std::vector<std::string>& metrics);
  OptionText text_of(const CLI::Option& option) const;
  std::vector<OptionText> options_of(const CLI::App& command) const;
  int refuse(const CLI::ParseError& error) const;

  CLI::App app_{"Trains, uses and serves neural networks, with Keras's words and files.",
                "keratin"};
  std::string completion_;
  bool manual_ = false;
  TrainRequest train_;
  EvaluateRequest evaluate_;
  PredictRequest predict_;
  SummaryRequest summary_;
  ConvertRequest convert_;
  ServeRequest serve_;
  NotebookRequest notebook_;
  std::map<std::string, std::function<void()>> actions_;
  std::map<std::string, const bool*> says_json_;
  std::map<const CLI::Option*, std::vector<std::string>> choices_;
};

CommandLine::CommandLine() {
  app_.set_version_flag("--version", "keratin " KERATIN_VERSION, "Prints the version, and ends");
  app_.get_formatter()->column_width(32);
  app_.add_option("--completion", completion_)->group("")->check(CLI::IsMember({"bash"}));
  app_.add_flag("--man", manual_)->group("");
  app_.footer(
      "'keratin COMMAND --help' tells more, with an example.\n"
      "The exit code is 0, 1 for what failed, and 2 for what was not understood.");
  add_train();
  add_evaluate();
  add_predict();
  add_summary();
  add_convert();
  add_serve();
  add_interactive();
}

CLI::App* CommandLine::add(const char* name, const char* description, const char* example,
                           std::function<void()> run, bool* json) {
  CLI::App* command = app_.add_subcommand(name, description);
  command->footer(std::string("Example:\n  ") + example);
  actions_[name] = std::move(run);
  if (json) {
    command->add_flag("--json", *json, "Prints one JSON object, and no progress bar");
    says_json_[name] = json;
  }
  return command;
}

CLI::Option* CommandLine::choices(CLI::Option* option, std::vector<std::string> words) {
  choices_[option] = std::move(words);
  return option;
}

void CommandLine::add_what_is_compiled(CLI::App* command, std::string& loss,
                                       std::vector<std::string>& metrics) {
  choices(command->add_option("--loss", loss,
                              "Keras's name of the loss; the model's own, or what "
                              "the labels ask for"),
          names_of(losses::Loss::names))
      ->type_name("NAME")
      ->check(known<losses::Loss>());
  choices(command->add_option("--metrics", metrics, "Keras's names, separated by commas"),
          names_of(metrics::Metric::names))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES")
      ->check(known<metrics::Metric>());
}

void CommandLine::add_train() {
  TrainRequest& r = train_;
  CLI::App* command = add(
      "train", "Trains a network and saves it",
      "keratin train --dense 512,10 --data mnist --epochs 5 --batch-size 128 -o digits.keras",
      [&r] { train(r); }, &r.json);
  CLI::Option* network =
      command
          ->add_option("network", r.network,
                       "Layers as Keras's JSON, or a saved model, which goes on where it stopped")
          ->type_name("FILE");
  CLI::Option* dense = command
                           ->add_option("--dense", r.dense,
                                        "Instead of a file: Dense layers of "
                                        "so many units, relu between them")
                           ->delimiter(',')
                           ->allow_extra_args(false)
                           ->type_name("UNITS")
                           ->check(positive())
                           ->excludes(network);
  choices(command->add_option("--data", r.data, kData), {"mnist", "fashion_mnist", "digits"})
      ->type_name("DATA")
      ->required();
  command->add_option("-o,--output", r.output, "Where the model is saved: name.keras, or name.h5")
      ->type_name("FILE")
      ->required();
  add_steps(command, dense);
  command->callback([&r] {
    if (r.network.empty() && r.dense.empty()) {
      throw CLI::ValidationError("a network is missing: net.json, model.keras, or --dense UNITS");
    }
  });
}

void CommandLine::add_steps(CLI::App* command, CLI::Option* dense) {
  TrainRequest& r = train_;
  command->add_option("--epochs", r.epochs, "Passes over the data")
      ->type_name("N")
      ->check(positive())
      ->capture_default_str();
  command->add_option("--batch-size", r.batch_size, "Samples in a step")
      ->type_name("N")
      ->check(positive())
      ->capture_default_str();
  choices(command->add_option("--optimizer", r.optimizer,
                              "Keras's name; the model's own, or "
                              "rmsprop"),
          names_of(optimizers::Optimizer::names))
      ->type_name("NAME")
      ->check(known<optimizers::Optimizer>());
  command->add_option("--learning-rate", r.learning_rate, "The optimizer's own without it")
      ->type_name("NUMBER")
      ->check(silent(CLI::NonNegativeNumber));
  add_what_is_compiled(command, r.loss, r.metrics);
  command
      ->add_option("--validation-split", r.validation_split,
                   "The last part of the data, from 0 to 1, that is kept from training")
      ->type_name("PART")
      ->check(silent(CLI::Range(0.0, 1.0)));
  command->add_option("--scale", r.scale, kScale)->type_name("FACTOR");
  command->add_option("--seed", r.seed, "The same seed trains to the same bits")->type_name("N");
  command->add_option("--threads", r.threads, "All cores without it")
      ->type_name("N")
      ->check(positive());
  choices(command->add_option("--policy", r.policy, "The dtype policy of the layers of --dense"),
          {std::begin(DTypePolicy::names), std::end(DTypePolicy::names)})
      ->type_name("NAME")
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(DTypePolicy::names), std::end(DTypePolicy::names)),
          CLI::ignore_case))
      ->needs(dense);
}

void CommandLine::add_evaluate() {
  EvaluateRequest& r = evaluate_;
  CLI::App* command = add(
      "evaluate", "Measures a saved model on data that it has not seen",
      "keratin evaluate digits.keras --data mnist", [&r] { evaluate(r); }, &r.json);
  command->add_option("model", r.model, "A saved model: .keras, .h5, or a folder")
      ->type_name("MODEL")
      ->required();
  choices(command->add_option("--data", r.data, kData), {"mnist", "fashion_mnist", "digits"})
      ->type_name("DATA")
      ->required();
  command->add_option("--batch-size", r.batch_size, "Samples at a time")
      ->type_name("N")
      ->check(positive())
      ->capture_default_str();
  add_what_is_compiled(command, r.loss, r.metrics);
  command->add_option("--scale", r.scale, kScale)->type_name("FACTOR");
  command->add_option("--threads", r.threads, "All cores without it")
      ->type_name("N")
      ->check(positive());
}

void CommandLine::add_predict() {
  PredictRequest& r = predict_;
  CLI::App* command = add(
      "predict", "Says what a saved model makes of a picture or of samples",
      "keratin predict digits.keras digit.png", [&r] { predict(r); }, &r.json);
  command->add_option("model", r.model, "A saved model: .keras, .h5, or a folder")
      ->type_name("MODEL")
      ->required();
  command
      ->add_option("input", r.input,
                   "A PNG of any size, which a model of 28 x 28 sees as MNIST has its digits; or "
                   "x.npy, samples or one of them")
      ->type_name("INPUT")
      ->required();
  command->add_option("-o,--output", r.output, "Also writes the predictions, as out.npy")
      ->type_name("FILE");
  command->add_option("--batch-size", r.batch_size, "Samples at a time")
      ->type_name("N")
      ->check(positive())
      ->capture_default_str();
  command->add_option("--scale", r.scale, kScale)->type_name("FACTOR");
}

void CommandLine::add_summary() {
  SummaryRequest& r = summary_;
  CLI::App* command = add(
      "summary", "Tells what a file holds: layers, weights, arrays",
      "keratin summary digits.keras --weights", [&r] { summarize(r); }, &r.json);
  command
      ->add_option("model", r.model,
                   "A model (.keras, .h5, a folder, .json), weights (.weights.h5, .weights.json, "
                   ".safetensors), or arrays (.npz, .npy)")
      ->type_name("FILE")
      ->required();
  command->add_flag("--plan", r.plan, "Also how the steps of training will run, and why");
  command->add_flag("--weights", r.weights, "Also every weight as the file has it");
}

void CommandLine::add_convert() {
  ConvertRequest& r = convert_;
  CLI::App* command = add(
      "convert", "Writes a model or its weights in another format",
      "keratin convert digits.keras digits.safetensors", [&r] { convert(r); }, &r.json);
  command
      ->add_option("input", r.input,
                   "name.keras, .h5, a folder, .json (layers alone), or weights: .weights.h5, "
                   ".weights.json, .safetensors, .npz")
      ->type_name("INPUT")
      ->required();
  command->add_option("output", r.output, "The same; a name that ends in / becomes a folder")
      ->type_name("OUTPUT")
      ->required();
  command->add_option("--model", r.model, "The layers, where INPUT holds weights alone")
      ->type_name("FILE");
}

void CommandLine::add_serve() {
  ServeRequest& r = serve_;
  CLI::App* command = add(
      "serve", "Serves models over HTTP, with a page to draw digits on",
      "keratin serve digits.keras --port 8000", [&r] { serve(r); }, &r.json);
  add_serve_options(*command, r);
}

void CommandLine::add_interactive() {
  add("repl", "C++ line by line, with Keratin, in the terminal", "keratin repl", [] { repl(); });
  NotebookRequest& r = notebook_;
  CLI::App* command = add("notebook", "Opens Jupyter, whose notebooks may be of C++ cells",
                          "keratin notebook --install", [&r] { notebook(r); });
  CLI::Option* install =
      command->add_flag("--install", r.install, "Makes the C++ kernel known to Jupyter instead");
  command->add_option("--prefix", r.prefix, "In PREFIX/share/jupyter; for this user without it")
      ->type_name("FOLDER")
      ->needs(install);
}

int CommandLine::refuse(const CLI::ParseError& error) const {
  std::string name = "keratin";
  for (const CLI::App* command : app_.get_subcommands()) name += " " + command->get_name();
  std::fflush(stdout);
  std::fprintf(stderr, "%s: %s (see %s --help)\n", name.c_str(), one_line(error.what()).c_str(),
               name.c_str());
  return kNotUnderstood;
}

int fail(const std::string& reason, bool json) {
  if (json) print_json({{"error", reason}});
  std::fflush(stdout);
  std::fprintf(stderr, "keratin: %s\n", reason.c_str());
  return kFailed;
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return refuse(error);
    return app_.exit(error, std::cout, std::cerr);
  }
  if (!completion_.empty() || manual_) {
    const std::string page = manual_ ? manual(text()) : bash_completion(text());
    std::fwrite(page.data(), 1, page.size(), stdout);
    return 0;
  }
  if (app_.get_subcommands().empty()) {
    std::cout << app_.help();
    return 0;
  }
  const std::string name = app_.get_subcommands()[0]->get_name();
  const auto json = says_json_.find(name);
  const bool says_json = json != says_json_.end() && *json->second;
  if (says_json) {
    // stdout is the object's alone.
    set_output(
        {.write = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }});
  }
  try {
    actions_.at(name)();
  } catch (const Error& error) {
    return fail(one_line(error.what()), says_json);
  } catch (const std::bad_alloc&) {
    return fail("MemoryError: there is not enough memory", says_json);
  }
  return 0;
}

OptionText CommandLine::text_of(const CLI::Option& option) const {
  OptionText result;
  result.is_positional = option.get_positional();
  if (result.is_positional) result.names = {option.get_type_name()};
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  const bool takes_value = option.get_items_expected_max() > 0 && !result.is_positional;
  if (takes_value) result.value = option.get_type_name();
  result.description = option.get_description();
  const std::string normal = option.get_default_str();
  if (takes_value && !normal.empty()) result.description += " (" + normal + ")";
  const auto known = choices_.find(&option);
  if (known != choices_.end()) result.choices = known->second;
  result.is_required = option.get_required();
  return result;
}

std::vector<OptionText> CommandLine::options_of(const CLI::App& command) const {
  std::vector<OptionText> result;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty()) result.push_back(text_of(*option));
  }
  return result;
}

ProgramText CommandLine::text() const {
  ProgramText result{.version = KERATIN_VERSION,
                     .description = app_.get_description(),
                     .options = options_of(app_),
                     .commands = {}};
  for (const CLI::App* command : app_.get_subcommands({})) {
    const std::string footer = command->get_footer();
    result.commands.push_back({.name = command->get_name(),
                               .description = command->get_description(),
                               .example = footer.substr(footer.find('\n') + 3),
                               .options = options_of(*command)});
  }
  return result;
}

}  // namespace

int run(int argc, const char* const* argv) {
  const int code = CommandLine().run(argc, argv);
  std::cout.flush();
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) {
    std::fprintf(stderr, "keratin: the output cannot be written\n");
    return kFailed;
  }
  return code;
}

ProgramText program_text() { return CommandLine().text(); }

}  // namespace keratin::command
