"""A Jupyter kernel for C++ with Keratin: cells of C++, run by keratin-cells."""

__version__ = "0.1.0"
