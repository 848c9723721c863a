package dev.hearth.sandbox.zygote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a program imports, as far as it may be kept warm: packages of the machine that do nothing
 * but define when they are imported. A package of the program's own never is.
 */
final class Imports {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "^[ \\t]*(?:from[ \\t]+([\\w.]+)[ \\t]+import\\b|import[ \\t]+([\\w., \\t]+))",
          Pattern.MULTILINE);
  private static final int MAX_FILES = 256;
  private static final int MAX_DEPTH = 4;
  private static final long MAX_FILE_BYTES = 1 << 20;

  /** Those that are kept warm where a function asks for them; the machine need not have them. */
  static final Set<String> WARM =
      Set.of(
          ("argparse array ast asyncio base64 bisect calendar cmath collections concurrent.futures"
                  + " configparser contextlib copy csv ctypes dataclasses datetime decimal difflib"
                  + " email email.message enum fractions ftplib functools glob gzip hashlib heapq"
                  + " hmac html html.parser http.client http.cookies http.server inspect io"
                  + " ipaddress itertools json locale logging lzma math mimetypes multiprocessing"
                  + " numbers operator os pathlib pickle platform pprint queue random re secrets"
                  + " select shlex shutil signal socket sqlite3 ssl statistics string struct"
                  + " subprocess tarfile tempfile textwrap threading time traceback types typing"
                  + " unicodedata urllib.parse urllib.request uuid warnings weakref"
                  + " xml.etree.ElementTree zipfile zlib"
                  + " PIL PIL.Image boto3 botocore cryptography jinja2 lxml.etree networkx numpy"
                  + " numpy.fft numpy.linalg numpy.random pandas requests scipy scipy.linalg"
                  + " scipy.optimize scipy.signal scipy.sparse scipy.stats skimage sklearn sympy"
                  + " yaml")
              .split(" "));

  private Imports() {}

  /** The packages of a directory of code that may be kept warm, in order. */
  static Set<String> of(Path content) throws IOException {
    var found = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(content, MAX_DEPTH)) {
      var sources = files.filter(Imports::readable).limit(MAX_FILES).iterator();
      while (sources.hasNext()) {
        add(found, Files.readString(sources.next(), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    found.removeIf(name -> own(content, name));
    return found;
  }

  private static boolean readable(Path file) {
    try {
      return file.toString().endsWith(".py")
          && Files.isRegularFile(file)
          && Files.size(file) <= MAX_FILE_BYTES;
    } catch (IOException e) {
      return false; // it is gone; the function will say so
    }
  }

  /** Adds what the statements of a source name. */
  static void add(Set<String> found, String source) {
    Matcher statements = STATEMENT.matcher(source);
    while (statements.find()) {
      String from = statements.group(1);
      if (from != null) {
        warm(from).ifPresent(found::add);
        continue;
      }
      for (String each : statements.group(2).split(",", -1)) {
        warm(each.strip().split("[ \\t]", 2)[0]).ifPresent(found::add);
      }
    }
  }

  /** The longest part of a name that may be kept warm. */
  private static Optional<String> warm(String name) {
    for (String part = name; ; part = part.substring(0, part.lastIndexOf('.'))) {
      if (WARM.contains(part)) {
        return Optional.of(part);
      }
      if (part.lastIndexOf('.') <= 0) {
        return Optional.empty();
      }
    }
  }

  private static boolean own(Path content, String name) {
    String top = name.split("\\.", 2)[0];
    return Files.exists(content.resolve(top)) || Files.exists(content.resolve(top + ".py"));
  }
}
