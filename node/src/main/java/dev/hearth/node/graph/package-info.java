/** Graphs of models and functions: what they are, how they are checked, and how they run. */
@NullMarked
package dev.hearth.node.graph;

import org.jspecify.annotations.NullMarked;
