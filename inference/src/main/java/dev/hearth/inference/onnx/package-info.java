/** ONNX files read, cut into blocks and written again, and blocks that run as one model. */
@NullMarked
package dev.hearth.inference.onnx;

import org.jspecify.annotations.NullMarked;
