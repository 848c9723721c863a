package dev.hearth.gateway.inference;

import dev.hearth.gateway.Problem;
import dev.hearth.inference.generation.Ending.Finished;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** How one answer of generated text is told, in whatever protocol. */
public interface TextForm {
  /** Whether text goes out as it comes, as server-sent events. */
  boolean streamed();

  /** The body of an answer that is not streamed. */
  Buffer whole(String text, Finished finished);

  /** Data of the events before the first text. */
  List<Buffer> begin();

  /** Data of the event of some more text. */
  Buffer more(String text);

  /** Data of the events after the last text. */
  List<Buffer> end(Finished finished);

  /** Data of the event that says why there is no more, once the answer has begun. */
  Buffer failed(Problem problem);
}
