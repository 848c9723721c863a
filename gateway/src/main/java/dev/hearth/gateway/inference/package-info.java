/**
 * The Open Inference Protocol, version 2, over HTTP with JSON. Runs on the node's event loop; large
 * bodies are read and written on a worker.
 */
@NullMarked
package dev.hearth.gateway.inference;

import org.jspecify.annotations.NullMarked;
