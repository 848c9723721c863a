/** The live view of a node: two readings of its metrics make one sample. */
@NullMarked
package dev.hearth.cli.top;

import org.jspecify.annotations.NullMarked;
