/** Wires one running node: configuration, the live world, metrics and the main. */
@NullMarked
package dev.hearth.node;

import org.jspecify.annotations.NullMarked;
