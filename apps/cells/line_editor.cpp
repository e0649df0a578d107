#include "line_editor.h"

#include <histedit.h>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <filesystem>

namespace keratin::cells {

struct LineEditor::State {
  EditLine* editor = nullptr;
  History* history = nullptr;
  HistEvent event = {};
  std::string file, prompt;
  Completer completer;
};

namespace {

// libedit's callbacks get the editor alone; the state is its client data.
template <class State>
State& state_of(EditLine* editor) {
  void* data = nullptr;
  el_get(editor, EL_CLIENTDATA, &data);
  return *static_cast<State*>(data);
}

std::string common_start(const std::vector<std::string>& names) {
  std::string start = names.front();
  for (const std::string& name : names) {
    size_t same = 0;
    while (same < start.size() && same < name.size() && start[same] == name[same]) ++same;
    start.resize(same);
  }
  return start;
}

// Letters that a terminal shows for UTF-8; what is wide counts as one.
size_t letters_of(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// In as many columns as there is room for, downwards as `ls` has them.
std::string in_columns(std::vector<std::string> names, size_t width) {
  constexpr size_t most = 200;
  const size_t all = names.size();
  names.resize(std::min(all, most));
  size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, letters_of(name));
  const size_t columns = std::max<size_t>(1, width / (longest + 2));
  const size_t rows = (names.size() + columns - 1) / columns;
  std::string list;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t i = row; i < names.size(); i += rows) {
      list += names[i];
      if (i + rows < names.size()) list.append(longest + 2 - letters_of(names[i]), ' ');
    }
    list += "\n";
  }
  if (all > most) list += "... " + std::to_string(all - most) + " more\n";
  return list;
}

size_t terminal_width() {
  winsize size = {};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// Whether more is there to be read: then a Tab is a part of text that is pasted.
bool is_pasting() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) > 0;
}

// A line of a pipe or a file, byte for byte: what a cell reads of the same input begins behind it.
LineResult read_plain_line(std::string& line) {
  line.clear();
  for (char byte = 0;;) {
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return line.empty() ? LineResult::end : LineResult::line;
    if (byte == '\n') return LineResult::line;
    line += byte;
  }
}

// Letters beyond ASCII get lost where nobody said which they are, as in containers: then UTF-8.
void choose_letters() {
  std::setlocale(LC_CTYPE, "");
  if (std::strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0) {
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }
}

volatile std::sig_atomic_t was_interrupted = 0;
extern "C" void note_interrupt(int) { was_interrupted = 1; }

// While it lives, SIGINT is noted, and let in only where a letter is waited for: one that came just
// before would leave that wait as it is.
class InterruptNotes {
 public:
  InterruptNotes() {
    was_interrupted = 0;
    struct sigaction action = {};
    action.sa_handler = note_interrupt;
    sigemptyset(&action.sa_mask);
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &mask_before_);
    sigaction(SIGINT, &action, &before_);
  }
  ~InterruptNotes() {
    sigaction(SIGINT, &before_, nullptr);
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  InterruptNotes(const InterruptNotes&) = delete;
  InterruptNotes& operator=(const InterruptNotes&) = delete;

 private:
  struct sigaction before_ = {};
  sigset_t mask_before_;
};

// Waits for input, or for SIGINT; whether there is input.
bool wait_for_input() {
  sigset_t open;
  pthread_sigmask(SIG_BLOCK, nullptr, &open);
  sigdelset(&open, SIGINT);
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  while (!was_interrupted) {
    if (ppoll(&input, 1, nullptr, &open) >= 0) return true;
    if (errno != EINTR) return false;
  }
  return false;
}

// libedit's way to a letter: 1 when there is one, 0 at the end, -1 to give up.
int read_letter(EditLine*, wchar_t* letter) {
  std::mbstate_t state = {};
  for (;;) {
    if (!wait_for_input()) return -1;
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count <= 0) return static_cast<int>(count);
    const size_t used = std::mbrtowc(letter, &byte, 1, &state);
    if (used == static_cast<size_t>(-2)) continue;  // the letter has more bytes
    if (used == static_cast<size_t>(-1)) *letter = L'?';
    return 1;
  }
}

template <class State>
unsigned char complete_line(EditLine* editor, int) {
  const LineInfo* info = el_line(editor);
  const std::string before(info->buffer, info->cursor);
  if (before.find_first_not_of(" \t") == std::string::npos || is_pasting()) {
    return el_insertstr(editor, "  ") == 0 ? CC_REFRESH : CC_ERROR;
  }
  const LineEditor::Completion found = state_of<State>(editor).completer(before);
  if (found.names.empty()) return CC_REFRESH_BEEP;
  const std::string start = common_start(found.names);
  const std::string rest = start.substr(std::min(found.typed, start.size()));
  if (!rest.empty()) return el_insertstr(editor, rest.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
  if (found.names.size() == 1) return CC_REFRESH;
  std::fputs(("\n" + in_columns(found.names, terminal_width())).c_str(), stdout);
  return CC_REDISPLAY;
}

// Ctrl-D: the end where nothing is typed, else the letter under the cursor goes. One that came
// while libedit took the terminal over can stand in the line as a letter: that is nothing typed,
// too.
unsigned char end_input(EditLine* editor, int) {
  const LineInfo* info = el_line(editor);
  const auto is_end = [](char c) { return c == '\x04'; };
  if (std::all_of(info->buffer, info->lastchar, is_end)) return CC_EOF;
  if (info->cursor == info->lastchar) return CC_REFRESH_BEEP;
  el_cursor(editor, 1);
  el_deletestr(editor, 1);
  return CC_REFRESH;
}

}  // namespace

LineEditor::LineEditor(std::string history_file, Completer completer) : state_(new State) {
  choose_letters();
  state_->file = std::move(history_file);
  state_->completer = std::move(completer);
  state_->editor = el_init("keratin", stdin, stdout, stderr);
  state_->history = history_init();
  history(state_->history, &state_->event, H_SETSIZE, 5000);
  history(state_->history, &state_->event, H_SETUNIQUE, 1);
  if (!state_->file.empty()) history(state_->history, &state_->event, H_LOAD, state_->file.c_str());
  el_set(state_->editor, EL_CLIENTDATA, state_);
  el_set(state_->editor, EL_PROMPT, static_cast<char* (*)(EditLine*)>([](EditLine* editor) {
           return state_of<State>(editor).prompt.data();
         }));
  el_set(state_->editor, EL_EDITOR, "emacs");
  el_set(state_->editor, EL_HIST, history, state_->history);
  el_set(state_->editor, EL_ADDFN, "keratin-complete", "names that fit", complete_line<State>);
  el_set(state_->editor, EL_BIND, "^I", "keratin-complete", nullptr);
  el_set(state_->editor, EL_ADDFN, "keratin-end", "end, or delete the letter", end_input);
  el_set(state_->editor, EL_BIND, "^D", "keratin-end", nullptr);
  el_set(state_->editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_set(state_->editor, EL_SIGNAL, 0);
  el_set(state_->editor, EL_GETCFN, read_letter);
}

LineEditor::~LineEditor() {
  history_end(state_->history);
  el_end(state_->editor);
  delete state_;
}

LineResult LineEditor::read(const std::string& prompt, std::string& line) {
  if (!isatty(STDIN_FILENO)) return read_plain_line(line);
  state_->prompt = prompt;
  const InterruptNotes notes;
  int count = 0;
  const char* text = el_gets(state_->editor, &count);
  if (was_interrupted) {
    std::fputs("^C\n", stdout);
    el_reset(state_->editor);
    return LineResult::dropped;
  }
  if (!text || count <= 0) return LineResult::end;
  line.assign(text, static_cast<size_t>(count));
  if (line.ends_with('\n')) line.pop_back();
  return LineResult::line;
}

void LineEditor::remember(const std::string& line) {
  const char* file = state_->file.empty() ? nullptr : state_->file.c_str();
  if (file) {
    // Other prompts may have written since.
    history(state_->history, &state_->event, H_CLEAR);
    history(state_->history, &state_->event, H_LOAD, file);
  }
  history(state_->history, &state_->event, H_ENTER, line.c_str());
  const bool is_kept = file && history(state_->history, &state_->event, H_SAVE, file) >= 0;
  if (!is_kept) state_->file.clear();  // what cannot be written is remembered here alone
}

std::string history_path() {
  namespace fs = std::filesystem;
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (!(state && *state) && !(home && *home)) return {};
  const fs::path folder =
      (state && *state ? fs::path(state) : fs::path(home) / ".local/state") / "keratin";
  std::error_code error;
  fs::create_directories(folder, error);
  return error ? std::string() : (folder / "history").string();
}

}  // namespace keratin::cells
