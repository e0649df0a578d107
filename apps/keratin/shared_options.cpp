#include "apps/keratin/shared_options.h"

namespace keratin::command {

CLI::Validator silent(const CLI::Validator& validator) { return validator.description(""); }

CLI::Validator positive() { return silent(CLI::PositiveNumber); }

void add_model(CLI::App& command, std::string& model) {
  command.add_option("model", model, "A saved model: .keras, .h5, or a folder")
      ->type_name("MODEL")
      ->required();
}

void add_data(Verbs& verbs, CLI::App& command, std::string& data) {
  CLI::Option* option =
      command.add_option("--data", data, "mnist, fashion_mnist, digits, x.npy,y.npy, or data.npz");
  verbs.offer(option, {"mnist", "fashion_mnist", "digits"})->type_name("DATA")->required();
}

void add_batch_size(CLI::App& command, int64_t& batch_size, const char* description) {
  command.add_option("--batch-size", batch_size, description)
      ->type_name("N")
      ->check(positive())
      ->capture_default_str();
}

void add_what_is_compiled(Verbs& verbs, CLI::App& command, std::string& loss,
                          std::vector<std::string>& metrics) {
  CLI::Option* its_loss = command.add_option(
      "--loss", loss, "Keras's name of the loss; the model's own, or what the labels ask for");
  verbs.offer(its_loss, names_of(losses::Loss::names))
      ->type_name("NAME")
      ->check(known<losses::Loss>());
  CLI::Option* its_metrics =
      command.add_option("--metrics", metrics, "Keras's names, separated by commas");
  verbs.offer(its_metrics, names_of(metrics::Metric::names))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAMES")
      ->check(known<metrics::Metric>());
}

void add_scale(CLI::App& command, std::optional<double>& scale) {
  command
      .add_option("--scale", scale,
                  "What each number of the data is multiplied by; without it bytes (uint8) and "
                  "pictures are divided by 255, unless the model has a Rescaling, Normalization "
                  "or Embedding")
      ->type_name("FACTOR");
}

void add_threads(CLI::App& command, std::optional<int>& threads) {
  command.add_option("--threads", threads, "All cores without it")
      ->type_name("N")
      ->check(positive());
}

}  // namespace keratin::command
