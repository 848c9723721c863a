package dev.hearth.node;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with real models under changing load, and each view of it: what the documentation shows.
 * Without {@code hearth.screenshots} the load is short, and only what the views say is looked at.
 */
class ConsolePicturesIT {
  private static final int LOAD_SECONDS = ConsolePage.shots() ? 100 : 6;
  private static final String ASKED =
      """
      {"inputs":[{"name":"text","datatype":"BYTES","shape":[2],\
      "data":["A cat sleeps on the warm windowsill.","The bank raised its rates."]}]}\
      """;

  @TempDir static Path data;
  private static Chromium chromium;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    node = TestNode.start(data);
    deploy("minilm", TestNode.minilm().replace("zero-after: 30s", "zero-after: 12s"));
    deploy("angle", text("angle.yaml").replace("zero-after: 30s", "zero-after: 8s"));
    deploy("reader", text("reader.yaml"));
    assertThat(node.deploySum("scale: {zero-after: 5s}\n").statusCode()).isEqualTo(200);
    Path code = data.resolve("hello.py");
    Files.writeString(code, "def handler(event, context):\n    return event\n");
    for (String name : List.of("checkout", "digest", "hello", "mail", "thumbnails", "translate")) {
      String manifest =
          "kind: Function\nname: %s\nfrom: file:%s\nruntime: python3.11\nhandler: hello.handler\n"
              .formatted(name, code);
      var answer = node.send("PUT", "/admin/v1/functions/" + name, manifest).join();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private static String text(String resource) throws IOException {
    return new String(Training.resource(resource), UTF_8);
  }

  private static void deploy(String name, String manifest) {
    var answer = node.deploy(name, manifest);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      node.close();
    }
  }

  /**
   * Callers that come and go: each asks again and again for a while, then is silent for a while.
   */
  private static List<Thread> load(AtomicBoolean over) {
    var callers = new ArrayList<Thread>();
    for (int i = 0; i < 6; i++) {
      callers.add(caller(over, "/v2/models/minilm/infer", ASKED, 9_000 + 800 * i, 24_000));
    }
    callers.add(caller(over, "/v2/models/sum/infer", TestNode.SUM, 5_000, 17_000));
    int pause = 14_000;
    for (String name : List.of("checkout", "digest", "mail", "thumbnails")) {
      String path = "/2015-03-31/functions/" + name + "/invocations";
      callers.add(caller(over, path, "{\"name\":\"Ada\"}", 7_000, pause));
      pause += 3_000;
    }
    return callers;
  }

  private static Thread caller(
      AtomicBoolean over, String path, String body, long works, long cycle) {
    return Thread.ofVirtual()
        .start(
            () -> {
              long began = System.nanoTime();
              while (!over.get()) {
                if ((System.nanoTime() - began) / 1_000_000 % cycle < works) {
                  node.send("POST", path, body).join();
                }
                LockSupport.parkNanos(60_000_000);
              }
            });
  }

  @Test
  void eachViewOfALivelyNode() throws Exception {
    var over = new AtomicBoolean();
    List<Thread> callers = load(over);
    try (ConsolePage desk = chromium.desk(node.uri()).open("")) {
      long began = System.nanoTime();
      TestNode.eventually(
          "some load",
          () -> (System.nanoTime() - began) / 1_000_000_000 > Math.min(LOAD_SECONDS, 50));
      overview(desk);
      deployment(desk);
      timeline();
      tried(desk);
      phone();
      looked(desk);
    } finally {
      over.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
    }
  }

  private static void overview(ConsolePage desk) throws IOException {
    assertThat(desk.link("minilm").first()).isVisible();
    assertThat(desk.find(".decisions li").first()).isVisible();
    desk.isAccessible("a lively overview");
    desk.shot("overview");
  }

  private static void deployment(ConsolePage desk) throws IOException {
    desk.open("d/model/minilm");
    assertThat(desk.find(".chart .span").first()).isVisible();
    assertThat(desk.find(".offices tbody tr")).not().hasCount(0);
    desk.button("1 min").click();
    desk.isAccessible("a lively model");
    desk.shot("model");
  }

  private static void timeline() throws IOException {
    try (ConsolePage dark =
        chromium.page(node.uri(), 1440, 760, ColorScheme.DARK).open("timeline")) {
      assertThat(dark.find(".chart .span.busy").first()).isVisible();
      dark.button("1 min").click();
      dark.isAccessible("a lively timeline");
      dark.shot("timeline");
      dark.open("decisions");
      assertThat(dark.find(".decisions li").first()).isVisible();
      dark.shot("decisions");
    }
  }

  private static void tried(ConsolePage desk) throws IOException {
    desk.open("d/model/minilm/try");
    desk.button("Send").click();
    assertThat(desk.find(".likeness td")).hasCount(9);
    desk.isAccessible("sentences compared");
    desk.shot("try");
    desk.open("d/model/angle/try");
    byte[] upright = Lettering.png(Lettering.strip("HEARTH"));
    desk.find(".drop input[type=file]")
        .setInputFiles(new FilePayload("hearth.png", "image/png", upright));
    desk.button("Send").click();
    assertThat(desk.find(".bar-line")).hasCount(2);
    desk.shot("picture");
  }

  private static void phone() throws IOException {
    try (ConsolePage phone = chromium.page(node.uri(), 375, 812, ColorScheme.DARK).open("")) {
      assertThat(phone.link("minilm").first()).isVisible();
      phone.isAccessible("a lively overview on a phone");
      phone.shot("phone");
    }
  }

  private static void looked(ConsolePage desk) throws IOException {
    desk.open("d/model/minilm/invocations");
    desk.button("Slowest").click();
    assertThat(desk.find(".invocations tbody tr").first()).isVisible();
    desk.isAccessible("slow invocations");
    desk.shot("invocations");
    desk.find(".invocations tbody a").first().click();
    assertThat(desk.find(".waterfall li").first()).isVisible();
    desk.isAccessible("an invocation");
    desk.shot("invocation");
    desk.open("deploy");
    assertThat(desk.field("Manifest")).isVisible();
    desk.shot("deploy");
  }
}
