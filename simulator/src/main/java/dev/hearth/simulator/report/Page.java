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
  private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Page() {}

  static String of(ReportData data) {
    return resource("report.html")
        .replace("/*STYLE*/", resource("report.css"))
        .replace(
            "/*D3*/", "/*\n" + resource(D3 + "LICENSE") + "*/\n" + resource(D3 + "dist/d3.min.js"))
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
