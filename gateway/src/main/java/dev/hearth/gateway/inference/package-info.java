/**
 * The Open Inference Protocol, version 2, over HTTP with JSON and binary data. Runs on the node's
 * event loop; large bodies are read and written on a worker.
 */
@NullMarked
package dev.hearth.gateway.inference;

import org.jspecify.annotations.NullMarked;
