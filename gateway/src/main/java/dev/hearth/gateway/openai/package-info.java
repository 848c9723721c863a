/** OpenAI's embeddings and models over HTTP, as their clients use them. */
@NullMarked
package dev.hearth.gateway.openai;

import org.jspecify.annotations.NullMarked;
