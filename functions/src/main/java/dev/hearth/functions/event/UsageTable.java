package dev.hearth.functions.event;

import dev.hearth.functions.account.Usage;
import dev.hearth.functions.account.UsageStore;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The table of what was used. */
final class UsageTable implements UsageStore {
  private static final int KEPT_DAYS = 400;

  private final EventDatabase database;

  UsageTable(EventDatabase database) {
    this.database = database;
  }

  @Override
  public CompletionStage<Integer> add(List<Usage> usages) {
    return database.submit(
        session -> {
          for (Usage each : usages) {
            session.update(
                """
                insert into usage (day, tenant, function, version, memory_mib, calls, errors, cold,
                  run_millis, init_millis)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (day, tenant, function, version, memory_mib) do update set
                  calls = calls + excluded.calls, errors = errors + excluded.errors,
                  cold = cold + excluded.cold, run_millis = run_millis + excluded.run_millis,
                  init_millis = init_millis + excluded.init_millis
                """,
                each.day(),
                each.tenant(),
                each.function(),
                each.version(),
                each.memoryMib(),
                each.calls(),
                each.errors(),
                each.cold(),
                each.runMillis(),
                each.initMillis());
          }
          long last = usages.stream().mapToLong(Usage::day).max().orElse(0);
          session.update("delete from usage where day < ?", last - KEPT_DAYS);
          return usages.size();
        });
  }

  @Override
  public CompletionStage<List<Usage>> between(long firstDay, long lastDay) {
    return database.submit(
        session ->
            session.all(
                """
                select day, tenant, function, version, memory_mib, calls, errors, cold, run_millis,
                  init_millis
                from usage where day between ? and ? order by day, tenant, function, version
                """,
                row ->
                    new Usage(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10)),
                firstDay,
                lastDay));
  }
}
