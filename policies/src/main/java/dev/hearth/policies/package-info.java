/** The published algorithms, one package per family. */
@NullMarked
package dev.hearth.policies;

import org.jspecify.annotations.NullMarked;
