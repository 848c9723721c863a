/**
 * What happens around a graph: pre-processing of what a caller sends, post-processing of what the
 * graph gives. A pipeline is a {@link dev.hearth.inference.LoadedModel} around another; both steps
 * are done on the thread that runs the graph, on a whole batch at once.
 */
@NullMarked
package dev.hearth.inference.pipeline;

import org.jspecify.annotations.NullMarked;
