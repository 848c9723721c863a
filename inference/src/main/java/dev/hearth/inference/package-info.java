/** Model store, model sources, tensors and model runtimes. */
@NullMarked
package dev.hearth.inference;

import org.jspecify.annotations.NullMarked;
