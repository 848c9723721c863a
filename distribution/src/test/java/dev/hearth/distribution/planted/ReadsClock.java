package dev.hearth.distribution.planted;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.Date;
import java.util.function.Supplier;

/** Reads a clock in every method. */
public final class ReadsClock {

  long nanoTime() {
    return System.nanoTime();
  }

  long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  Instant instant() {
    return Instant.now();
  }

  Supplier<Instant> methodReference() {
    return Instant::now;
  }

  LocalDateTime dateTime() {
    return LocalDateTime.now(ZoneOffset.UTC);
  }

  Clock systemClock() {
    return Clock.systemUTC();
  }

  @SuppressWarnings("JavaUtilDate")
  Object date() {
    return new Date();
  }

  Object calendar() {
    return Calendar.getInstance();
  }
}
