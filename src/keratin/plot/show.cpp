// show: asks the terminal what it can draw, and falls back to a file.
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <utility>

#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/plot/plot.h"
#include "keratin/plot/terminal_internal.h"

namespace keratin::plot {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// Sends the question for the terminal's attributes (ESC [ c) and looks for a 4, sixels, in the
/// answer ESC [ ? 62 ; 4 c. Waits 0.2 s at most.
bool terminal_answers_sixel() {
  termios before{};
  if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0) return false;
  termios raw = before;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  std::string answer;
  pollfd waiting = {STDIN_FILENO, POLLIN, 0};
  // What somebody has typed ahead would be read as the answer, and lost: then nobody asks.
  const bool is_typed_ahead = poll(&waiting, 1, 0) == 1;
  if (!is_typed_ahead && write(STDOUT_FILENO, "\033[c", 3) == 3) {
    char letter = 0;
    while (letter != 'c' && poll(&waiting, 1, 200) == 1 && read(STDIN_FILENO, &letter, 1) == 1) {
      answer += letter;
    }
  }
  tcsetattr(STDIN_FILENO, TCSANOW, &before);
  return answer.find(";4;") != std::string::npos || answer.find(";4c") != std::string::npos;
}

int terminal_columns() {
  winsize size{};
  const bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

void show_in_terminal(const FigureState& figure) {
  const std::string term = environment("TERM"), program = environment("TERM_PROGRAM");
  const bool has_kitty_window = !environment("KITTY_WINDOW_ID").empty();
  Protocol protocol = protocol_of(term, program, has_kitty_window, false);
  if (protocol == Protocol::blocks) {
    protocol = protocol_of(term, program, has_kitty_window, terminal_answers_sixel());
  }
  Canvas canvas(FileFormat::png, figure.width, figure.height, figure.dpi);
  draw(figure, canvas);
  std::string out;
  if (protocol == Protocol::kitty) out = kitty_text(canvas.finish());
  if (protocol == Protocol::iterm2) out = iterm2_text(canvas.finish());
  if (protocol == Protocol::sixel) out = sixel_text(canvas.pixels());
  if (protocol == Protocol::blocks) out = blocks_text(canvas.pixels(), terminal_columns());
  write_output(out);
  flush_output();
}

/// What set_show was told.
class Hook {
 public:
  ShowHook get() {
    const std::lock_guard lock(mutex_);
    return hook_;
  }
  void set(ShowHook hook) {
    const std::lock_guard lock(mutex_);
    hook_.swap(hook);
  }

 private:
  std::mutex mutex_;
  ShowHook hook_;
};

Hook& current_hook() {
  static Hook hook;
  return hook;
}

}  // namespace

void set_show(ShowHook hook) { current_hook().set(std::move(hook)); }

void show() {
  if (!has_current_figure()) return;
  if (const ShowHook hook = current_hook().get()) {
    std::ostringstream png;
    savefig(png);
    close();
    hook("image/png", png.view());
    return;
  }
  if (output_kind() == OutputKind::terminal && isatty(STDOUT_FILENO)) {
    show_in_terminal(current_figure());
  } else {
    static std::atomic<int> shown = 0;
    const std::string path = keratin::text("figure_", ++shown, ".png");
    savefig(path);
    write_output(keratin::text("plot::show: stdout is no terminal, saved ", path, "\n"));
  }
  close();
}

}  // namespace keratin::plot
