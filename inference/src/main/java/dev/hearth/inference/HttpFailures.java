package dev.hearth.inference;

import dev.hearth.inference.ModelException.Code;
import dev.hearth.inference.ModelSource.HttpSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.http.conn.ConnectTimeoutException;

/** What to say of a download that fails; tells failures that may pass from those that will not. */
record HttpFailures(HttpSource source) {
  private static final String CONTINUED =
      "; what has come is kept and continued where the server allows it";

  /** A request that got no answer. */
  PassingFailure unanswered(URI uri, IOException e) {
    String host = uri.getHost();
    if (e instanceof GuardedClient.ForbiddenAddress) {
      throw new ModelException(
          Code.FORBIDDEN_SOURCE,
          "downloading '"
              + source
              + "' is refused: "
              + e.getMessage()
              + "; if the node may go there, allow '"
              + host
              + "' in its configuration, downloads.allow",
          e);
    }
    if (has(e, UnknownHostException.class)) {
      throw failed("the name '" + host + "' is unknown; check it and this machine's network", e);
    }
    if (has(e, SSLException.class)) {
      throw failed(
          "no secure connection to '"
              + host
              + "': "
              + e.getMessage()
              + "; check its certificate, and that this Java trusts who signed it",
          e);
    }
    if (e instanceof ConnectTimeoutException) {
      return new PassingFailure("'" + host + "' did not accept a connection in time", e);
    }
    if (e instanceof SocketTimeoutException) {
      return new PassingFailure("'" + host + "' did not answer in time", e);
    }
    return e instanceof ConnectException
        ? new PassingFailure("'" + host + "' refuses connections", e)
        : new PassingFailure("the connection to '" + host + "' broke: " + e.getMessage(), e);
  }

  private static boolean has(Throwable e, Class<? extends Throwable> kind) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  /** An answer that is not the model. */
  PassingFailure status(int status) {
    return switch (status) {
      case 408, 425, 429, 500, 502, 503, 504 -> new PassingFailure("the server answered " + status);
      case 404, 410 ->
          throw new ModelException(
              Code.NOT_FOUND,
              "the model '"
                  + source
                  + "' is missing: the server answered "
                  + status
                  + "; check the address");
      case 401, 403, 407 ->
          throw failed(
              "the server refused it with "
                  + status
                  + "; check the address, and the credentials, which are written "
                  + "https://USER:PASSWORD@HOST/PATH");
      default ->
          throw failed(
              "the server answered "
                  + status
                  + " where 200 was expected; check that the address is the file's own");
    };
  }

  ModelException gaveUp(PassingFailure last, long bytes, RemoteEntity entity, int attempts) {
    String total = entity.total() == Progress.UNKNOWN ? "" : " of " + entity.total();
    String advice = bytes == 0 ? "; try again later" : "; try again later" + CONTINUED;
    return failed(
        last.reason()
            + ", with "
            + bytes
            + total
            + " bytes here after "
            + attempts
            + (attempts == 1 ? " attempt" : " attempts")
            + advice,
        last);
  }

  ModelException tooLarge(String size, long limit) {
    return new ModelException(
        Code.TOO_LARGE,
        "downloading '"
            + source
            + "' was refused: it has "
            + size
            + " bytes where "
            + limit
            + " are allowed; raise the limit of downloads or name a smaller file");
  }

  ModelException wrongDigest(String expected, String actual) {
    return new ModelException(
        Code.CHECKSUM_MISMATCH,
        "what came of '"
            + source
            + "' has the SHA-256 digest "
            + actual
            + " instead of "
            + expected
            + " and is thrown away; check the digest, then whether the server can be trusted");
  }

  ModelException interrupted() {
    return failed("it was interrupted; try again" + CONTINUED);
  }

  ModelException failed(String why) {
    return new ModelException(Code.TRANSFER_FAILED, "downloading '" + source + "' failed: " + why);
  }

  private ModelException failed(String why, Throwable cause) {
    return new ModelException(
        Code.TRANSFER_FAILED, "downloading '" + source + "' failed: " + why, cause);
  }
}
