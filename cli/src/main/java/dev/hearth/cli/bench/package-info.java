/**
 * The load generator: drives any server of the Open Inference Protocol, or of OpenAI's embeddings,
 * from one event loop that owns connections, arrivals and counts.
 */
@NullMarked
package dev.hearth.cli.bench;

import org.jspecify.annotations.NullMarked;
