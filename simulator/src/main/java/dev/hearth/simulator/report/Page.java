package dev.hearth.simulator.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One HTML page that needs nothing else: style, scripts, D3 with its licence, and the data are in
 * it, and it may fetch nothing.
 */
final class Page {
  private static final String D3_PROPERTIES = "/META-INF/maven/org.webjars.npm/d3/pom.properties";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Page() {}

  static String of(ReportData data) {
    return resource("report.html")
        .replace("/*STYLE*/", resource("report.css"))
        .replace("/*D3*/", d3())
        .replace("/*SCRIPTS*/", resource("chart.js") + resource("plots.js") + resource("report.js"))
        .replace("/*DATA*/", json(data));
  }

  /** JSON that cannot end the script element it is in. */
  private static String json(ReportData data) {
    try {
      return JSON.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JacksonException e) {
      throw new IllegalStateException("the report's data cannot be written", e);
    }
  }

  /** Its licence asks to go along. */
  private static String d3() {
    var folder = "/META-INF/resources/webjars/d3/%s/".formatted(version(resource(D3_PROPERTIES)));
    return "/*\n" + resource(folder + "LICENSE") + "*/\n" + resource(folder + "dist/d3.min.js");
  }

  private static String version(String properties) {
    return properties
        .lines()
        .filter(line -> line.startsWith("version="))
        .map(line -> line.substring("version=".length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("D3 does not say its version"));
  }

  private static String resource(String name) {
    try (var in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
