package dev.hearth.gateway.events;

import dev.hearth.functions.FunctionName;
import dev.hearth.functions.event.Schedule;
import dev.hearth.functions.event.Schedules;
import dev.hearth.gateway.Bodies;
import dev.hearth.gateway.Exchange;
import dev.hearth.gateway.FunctionProblems;
import dev.hearth.gateway.Json;
import dev.hearth.gateway.Problem;
import dev.hearth.gateway.Router;
import dev.hearth.gateway.security.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions that are called by the clock. */
public final class SchedulesApi {
  private final Schedules schedules;
  private final Bodies bodies;

  public SchedulesApi(Schedules schedules, Bodies bodies) {
    this.schedules = schedules;
    this.bodies = bodies;
  }

  public void addTo(Router router) {
    router
        .route("GET", "/admin/v1/schedules", this::list)
        .route("PUT", "/admin/v1/schedules/{name}", this::put)
        .route("GET", "/admin/v1/schedules/{name}", this::show)
        .route("DELETE", "/admin/v1/schedules/{name}", this::remove);
  }

  private void list(Exchange exchange) {
    exchange.json(
        200,
        Json.of(
            Map.of(
                "schedules",
                schedules.list().stream()
                    .filter(each -> exchange.sees(Kind.SCHEDULE, each.name()))
                    .map(this::shown)
                    .toList())));
  }

  private Map<String, Object> shown(Schedule schedule) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("name", schedule.name());
    shown.put("expression", schedule.expression());
    shown.put("timezone", schedule.timezone());
    shown.put(
        "function", schedule.function() + schedule.qualifier().map(each -> ":" + each).orElse(""));
    schedule.input().ifPresent(input -> shown.put("input", input));
    shown.put("missed", schedule.missed().name().toLowerCase(Locale.ROOT));
    shown.put("enabled", schedule.enabled());
    schedules.next(schedule.name()).ifPresent(next -> shown.put("next", next.toString()));
    return shown;
  }

  private void put(Exchange exchange) {
    Fields.read(
        bodies,
        exchange,
        List.of("expression", "timezone", "function", "input", "missed", "enabled"),
        fields -> {
          FunctionName function = FunctionName.parse(fields.required("function"));
          exchange.require(Kind.FUNCTION, function.name());
          var schedule =
              new Schedule(
                  exchange.parameter("name"),
                  fields.required("expression"),
                  fields.text("timezone").orElse("UTC"),
                  function.name(),
                  function.qualifier(),
                  fields.json("input"),
                  missed(fields.text("missed").orElse("one")),
                  fields.flag("enabled", true));
          FunctionProblems.answer(
              exchange,
              schedules.put(schedule),
              stored -> exchange.json(200, Json.of(shown(stored))));
        });
  }

  private static Schedule.Missed missed(String word) {
    return switch (word) {
      case "one" -> Schedule.Missed.ONE;
      case "skip" -> Schedule.Missed.SKIP;
      default -> throw Problem.badRequest("'missed' must be one or skip, not '" + word + "'");
    };
  }

  private void show(Exchange exchange) {
    String name = exchange.parameter("name");
    Schedule schedule = schedules.find(name).orElseThrow(() -> missing(name));
    exchange.json(200, Json.of(shown(schedule)));
  }

  private void remove(Exchange exchange) {
    String name = exchange.parameter("name");
    FunctionProblems.answer(
        exchange,
        schedules.remove(name),
        known -> {
          if (!known) {
            throw missing(name);
          }
          exchange.json(200, Json.of(Map.of("removed", name)));
        });
  }

  private static Problem missing(String name) {
    return Problem.notFound("there is no schedule '" + name + "'");
  }
}
