/** The URLs of graphs of models and functions, as KServe's InferenceGraph has them. */
@NullMarked
package dev.hearth.gateway.graph;

import org.jspecify.annotations.NullMarked;
