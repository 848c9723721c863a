/** Pictures in, tensors out: what a model that sees needs before its graph. */
@NullMarked
package dev.hearth.inference.image;

import org.jspecify.annotations.NullMarked;
