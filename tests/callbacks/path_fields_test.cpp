#include "keratin/callbacks/path_fields_internal.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/error_text.h"

namespace keratin::callbacks {
namespace {

using testing::error_text;

const std::vector<PathField> fields = {{"epoch", 1234},
                                       {"loss", 0.123456},
                                       {"big", 1234567.891},
                                       {"one", 1.0},
                                       {"tiny", 1.5e-7},
                                       {"huge", 1e22},
                                       {"neg", -3.14159},
                                       {"inf", std::numeric_limits<double>::infinity()},
                                       {"nan", std::numeric_limits<double>::quiet_NaN()}};

// What str.format of Python 3.11 gave for these numbers.
TEST(PathFields, AreFilledAsPythonDoes) {
  const std::pair<const char*, const char*> cases[] = {
      {"a-{epoch}.keras", "a-1234.keras"},
      {"{{epoch}}", "{epoch}"},
      {"{epoch:02d}-{loss:.2f}", "1234-0.12"},
      {"{epoch:06d}", "001234"},
      {"{epoch:03.0f}", "1234"},
      {"{epoch:,}", "1,234"},
      {"{epoch:,d}", "1,234"},
      {"{epoch:+d}", "+1234"},
      {"{epoch:5}", " 1234"},
      {"{epoch:<5}|", "1234 |"},
      {"{epoch:.2%}", "123400.00%"},
      {"{epoch:e}", "1.234000e+03"},
      {"{loss}", "0.123456"},
      {"{loss!r}", "0.123456"},
      {"{loss:.1%}", "12.3%"},
      {"{loss:g}", "0.123456"},
      {"{loss:8.3}", "   0.123"},
      {"{loss:+.2e}", "+1.23e-01"},
      {"{loss:>10.2f}", "      0.12"},
      {"{loss:_<10.2f}", "0.12______"},
      {"{loss:=+9.2f}", "+    0.12"},
      {"{loss:^9.2f}|", "  0.12   |"},
      {"{loss:010.3f}", "000000.123"},
      {"{loss: .1f}", " 0.1"},
      {"{loss:#.0f}", "0."},
      {"{one}", "1.0"},
      {"{one:.3}", "1.0"},
      {"{one:.0f}", "1"},
      {"{one:,}", "1.0"},
      {"{big:,.2f}", "1,234,567.89"},
      {"{big:_}", "1_234_567.891"},
      {"{big:%}", "123456789.100000%"},
      {"{big:012,.1f}", "01,234,567.9"},
      {"{tiny}", "1.5e-07"},
      {"{huge}", "1e+22"},
      {"{neg:08.2f}", "-0003.14"},
      {"{neg: .1f}", "-3.1"},
      {"{inf:.2f}", "inf"},
      {"{nan}", "nan"},
  };
  for (const auto& [path, expected] : cases) EXPECT_EQ(fill_path(path, fields), expected) << path;
}

TEST(PathFields, SayWhatCannotBeFilled) {
  const std::vector<PathField> known = {{"epoch", 1}, {"loss", 0.5}};
  const auto said = [&](const char* path) { return error_text([&] { fill_path(path, known); }); };
  const auto expected = [](const std::string& path, const std::string& what) {
    return "ValueError: ModelCheckpoint: the fields of '" + path + "' cannot be filled: " + what +
           "\n  known  epoch, loss";
  };
  for (const auto& [path, what] : {
           std::pair{"{val_loss}", "'val_loss' is not known"},
           std::pair{"{}", "'' is not known"},
           std::pair{"{loss:d}", "Unknown format code 'd' for object of type 'float'"},
           std::pair{"{epoch:.2}", "Precision not allowed in integer format specifier"},
           std::pair{"{epoch", "expected '}' before end of string"},
           std::pair{"epoch}", "Single '}' encountered in format string"},
           std::pair{"{loss:.f}", "Format specifier missing precision"},
           std::pair{"{loss:2 f}", "Invalid format specifier '2 f'"},
           std::pair{"{loss:99999999999d}", "'99999999999d' asks for more than 200 characters"},
           std::pair{"{loss!r:8}", "'loss!r:8' has both a conversion and a format"},
       }) {
    EXPECT_EQ(said(path), expected(path, what));
  }
}

}  // namespace
}  // namespace keratin::callbacks
