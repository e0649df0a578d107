#include "apps/keratin/command_line.h"

int main(int argc, char** argv) { return keratin::command::run(argc, argv); }
