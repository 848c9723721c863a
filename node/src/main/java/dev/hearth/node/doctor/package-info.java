/** What a machine can do for a node, and what is in its way: looked at, never changed. */
@NullMarked
package dev.hearth.node.doctor;

import org.jspecify.annotations.NullMarked;
