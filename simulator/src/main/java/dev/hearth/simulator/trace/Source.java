package dev.hearth.simulator.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.simulator.workload.Fingerprint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files of one trace as they are read: every byte counts for its fingerprint, malformed rows
 * are refused or counted, and no line is longer than 4 MiB.
 */
public final class Source {
  static final int MOST_LINE_BYTES = 1 << 22;
  private static final int EXAMPLES = 10;

  private final Fingerprint fingerprint;
  private final boolean skipBadRows;
  private final List<String> examples = new ArrayList<>();
  private long rows;
  private long skipped;

  Source(Fingerprint fingerprint, boolean skipBadRows) {
    this.fingerprint = fingerprint;
    this.skipBadRows = skipBadRows;
  }

  long rows() {
    return rows;
  }

  long skipped() {
    return skipped;
  }

  List<String> examples() {
    return examples;
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  /** Makes something of one line that is not blank. */
  interface Row {
    void read(Fields fields) throws BadRowException;
  }

  /**
   * Reads all lines that are not blank, the first one with another reader.
   *
   * @throws TraceException if the file cannot be read, or a row is malformed and not to be skipped;
   *     a malformed first line is never skipped, since it may be the header
   */
  void read(Path file, Row first, Row others) {
    boolean any = false;
    try (var lines = new Lines(open(file))) {
      var fields = new Fields();
      while (lines.move()) {
        if (lines.isBlank()) {
          continue;
        }
        try {
          if (lines.isTooLong()) {
            throw new BadRowException("it is longer than %d bytes".formatted(MOST_LINE_BYTES));
          }
          fields.split(lines.bytes(), lines.length());
          (any ? others : first).read(fields);
        } catch (BadRowException e) {
          bad(file, lines.number(), !any, String.valueOf(e.getMessage()));
        }
        any = true;
      }
    } catch (ZipException e) {
      throw new TraceException("%s is not gzip, though it is named so".formatted(file), e);
    } catch (IOException e) {
      throw new TraceException(
          "cannot read %s: %s; check the path and its permissions".formatted(file, e.getMessage()),
          e);
    }
    if (!any) {
      throw new TraceException(
          "%s is empty: it needs a header or a row of numbers".formatted(file));
    }
  }

  /** Makes something of one row under a header. */
  interface TableRow {
    void read(Header header, Fields fields) throws BadRowException;
  }

  /** Reads a file whose header has these columns; each row has as many fields as the header. */
  void table(Path file, List<String> columns, TableRow row) {
    var table = new Table(columns, row);
    read(file, table::header, table::row);
  }

  private static final class Table {
    private final List<String> columns;
    private final TableRow row;
    private Header header = new Header(List.of());

    Table(List<String> columns, TableRow row) {
      this.columns = columns;
      this.row = row;
    }

    void header(Fields fields) throws BadRowException {
      header = Header.of(fields).require(columns.toArray(String[]::new));
    }

    void row(Fields fields) throws BadRowException {
      header.check(fields);
      row.read(header, fields);
    }
  }

  /** One more row was of use. */
  void used() {
    rows++;
  }

  private void bad(Path file, long line, boolean isFirst, String reason) {
    var where = "%s line %d: %s".formatted(file, line, reason);
    if (isFirst) {
      throw new TraceException(where + "; correct the file or name its format with --format");
    }
    if (!skipBadRows) {
      throw new TraceException(
          where + "; correct the row, or leave out such rows with --skip-bad-rows");
    }
    skipped++;
    if (examples.size() < EXAMPLES) {
      examples.add(where);
    }
  }

  private InputStream open(Path file) throws IOException {
    var counted = new Counted(Files.newInputStream(file));
    fingerprint.add(String.valueOf(file.getFileName()));
    return unpacked(file, counted);
  }

  /** The bytes of a file, unpacked if its name ends so. */
  static InputStream unpacked(Path file, InputStream raw) throws IOException {
    var buffered = new BufferedInputStream(raw, 1 << 16);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(buffered, 1 << 16) : buffered;
  }

  /** The first line of a file as text, for those who guess formats; empty if there is none. */
  static String firstLine(Path file) {
    try (var lines = new Lines(unpacked(file, Files.newInputStream(file)))) {
      while (lines.move()) {
        if (!lines.isBlank()) {
          return new String(lines.bytes(), 0, lines.length(), UTF_8);
        }
      }
      return "";
    } catch (IOException e) {
      throw new TraceException(
          "cannot read %s: %s; check the path and its permissions".formatted(file, e.getMessage()),
          e);
    }
  }

  private final class Counted extends java.io.FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (read > 0) {
        fingerprint.add(into, offset, read);
      }
      return read;
    }
  }
}
