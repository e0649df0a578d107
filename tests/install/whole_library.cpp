// Linked with every object of the library, used or not: a class that is defined twice, or a
// function that is called but nowhere defined, fails here and not first in a user's program.
int main() { return 0; }
