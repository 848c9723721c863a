/** Attacks on a running node, each with the refusal that is expected of it. */
@NullMarked
package dev.hearth.node.attack;

import org.jspecify.annotations.NullMarked;
