#include "worker.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "completeness.h"
#include "keratin/base/output.h"
#include "keratin/plot/plot.h"
#include "places.h"
#include "protocol.h"
#include "session.h"

namespace keratin::cells {
namespace {

using nlohmann::json;

Channel* answers = nullptr;  // emit_value is a function of cells, which know nothing else

// What was printed before must be seen before.
void flush() {
  std::cout.flush();
  std::fflush(stdout);
  std::fflush(stderr);
}

void answer(const json& message) {
  flush();
  answers->send(message);
}

[[noreturn]] void end() {
  flush();
  _exit(0);
}

json reply(Session& session, const json& request) {
  const std::string kind = request.at("kind"), code = request.at("code");
  if (kind == "run") {
    const pid_t self = getpid();
    const auto error = session.run(code, request.at("cell"));
    if (getpid() != self) end();  // a cell has forked: answers are the parent's alone
    if (error) answer({{"kind", "error"}, {"name", error->name}, {"text", error->text}});
    return {{"ok", !error}};
  }
  if (kind == "complete") {
    const Completions found = session.complete(code, request.at("position"));
    return {{"names", found.names}, {"begin", found.begin}};
  }
  if (kind == "inspect") return {{"text", session.inspect(code, request.at("position"))}};
  const CompletenessAnswer whole = completeness_of(code);
  return {{"status", name_of(whole.status)}, {"indent", whole.indent}};
}

void show_figure(std::string_view mime, std::string_view bytes) {
  answer({{"kind", "display"}, {"mime", mime}, {"data", base64(bytes)}});
}

}  // namespace

// A list of millions would stop a browser; print shows all of it.
__attribute__((visibility("default"))) void emit_value(const std::string& text) {
  constexpr size_t most = 100'000;
  size_t end = std::min(text.size(), most);
  while (end < text.size() && (text[end] & 0xC0) == 0x80) --end;  // not within a letter
  std::string shown = text.substr(0, end);
  if (end < text.size()) {
    shown += "... (" + std::to_string(text.size() - end) + " more bytes, which print() shows)";
  }
  answer({{"kind", "value"}, {"text", shown}});
}

void run_worker(const WorkerOptions& options) {
  std::signal(SIGINT, SIG_IGN);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  Channel channel(options.requests, options.answers);
  answers = &channel;
  if (!options.is_terminal) {
    set_output({.kind = OutputKind::notebook});
    plot::set_show(show_figure);
  }
  Session session(compiler_arguments());
  answer({{"kind", "ready"}});
  for (json request; channel.receive(request);) {
    json done;
    try {
      done = reply(session, request);
    } catch (const std::exception& error) {  // the compiler crashed over half a name
      done = {{"failed", error.what()}};
    }
    done["kind"] = "done";
    answer(done);
  }
  end();
}

}  // namespace keratin::cells
