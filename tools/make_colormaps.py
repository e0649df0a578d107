#!/usr/bin/env python3
"""Writes src/keratin/plot/generated/colormaps_internal.h: anchors of Matplotlib's colormaps.

Needs matplotlib from PyPI. Prints how far the interpolated colours are from the true ones."""
import os

import matplotlib
import numpy

ANCHORS = 33
NAMES = ["viridis", "plasma", "inferno", "magma", "cividis", "gray", "binary", "Greys", "Blues",
         "Reds", "Greens", "hot", "jet", "coolwarm", "RdBu"]
PATH = os.path.join(os.path.dirname(__file__), "..", "src", "keratin", "plot", "generated",
                    "colormaps_internal.h")


def anchors_of(name):
    colors = matplotlib.colormaps[name](numpy.arange(256))[:, :3] * 255
    places = numpy.linspace(0, 255, ANCHORS)
    columns = [numpy.interp(places, numpy.arange(256), colors[:, i]) for i in range(3)]
    anchors = numpy.rint(numpy.stack(columns, axis=1)).astype(int)
    again = numpy.stack([numpy.interp(numpy.arange(256), places, anchors[:, i]) for i in range(3)])
    print(f"{name}: largest difference {abs(again.T - colors).max():.1f} of 255")
    return anchors


def main():
    lines = ["// Colours of the colormaps at equal distances, made by tools/make_colormaps.py.",
             "#pragma once", "#include <cstdint>", "", "namespace keratin::plot {", "",
             f"inline constexpr int colormap_anchors = {ANCHORS};", "",
             "/// One row a name of colormap_names; red, green, blue.",
             f"inline constexpr uint8_t colormap_table[{len(NAMES)}][colormap_anchors][3] = {{"]
    for name in NAMES:
        body = ", ".join("{" + ", ".join(map(str, row)) + "}" for row in anchors_of(name))
        lines.append(f"    // {name}")
        lines.append("    {" + body + "},")
    lines += ["};", "", "}  // namespace keratin::plot", ""]
    with open(PATH, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


main()
