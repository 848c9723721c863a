package dev.hearth.functions.account;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeEnd;
import dev.hearth.functions.InvokeEnd.Throttle;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Calls functions within what their tenants may use, and turns away what goes beyond. Owned by the
 * event loop.
 */
public final class QuotaInvoker implements Invoker {
  /** Tenants that are counted at once; one more is turned away until another has nothing open. */
  private static final int MAX_TENANTS = 100_000;

  private static final int CONCURRENT_RETRY_NANOS = 100_000_000;

  private final Invoker invoker;
  private final Function<String, Quota> quotas;
  private final LongSupplier nanos;
  private final Map<String, Account> accounts = new HashMap<>();

  /**
   * Before another invoker.
   *
   * @param quotas of a tenant
   * @param nanos a clock that never goes back
   */
  public QuotaInvoker(Invoker invoker, Function<String, Quota> quotas, LongSupplier nanos) {
    this.invoker = invoker;
    this.quotas = quotas;
    this.nanos = nanos;
  }

  private static final class Account {
    final Quota quota;
    final TokenBucket bucket;
    int open;

    Account(Quota quota, long now) {
      this.quota = quota;
      bucket = new TokenBucket(quota.perSecond(), quota.burst(), now);
    }
  }

  @Override
  public Runnable invoke(
      String function, Optional<String> qualifier, Invoke call, InvokeReply reply) {
    Quota quota = quotas.apply(call.tenant());
    if (quota.equals(Quota.UNLIMITED)) {
      return invoker.invoke(function, qualifier, call, reply);
    }
    long now = nanos.getAsLong();
    Account account = accounts.get(call.tenant());
    if (account == null) {
      if (accounts.size() >= MAX_TENANTS) {
        accounts.values().removeIf(each -> each.open == 0 && each.bucket.full(now));
      }
      if (accounts.size() >= MAX_TENANTS) {
        return refuse(reply, "too many tenants call at once", CONCURRENT_RETRY_NANOS);
      }
      account = new Account(quota, now);
      accounts.put(call.tenant(), account);
    }
    return within(account, now, function, qualifier, call, reply);
  }

  private Runnable within(
      Account account,
      long now,
      String function,
      Optional<String> qualifier,
      Invoke call,
      InvokeReply reply) {
    if (account.open >= account.quota.concurrent()) {
      return refuse(
          reply,
          "the tenant '%s' has %d calls open, which is its quota"
              .formatted(call.tenant(), account.open),
          CONCURRENT_RETRY_NANOS);
    }
    long wait = account.bucket.take(now);
    if (wait > 0) {
      return refuse(
          reply,
          "the tenant '%s' may make %s calls a second, %d at once; slow down"
              .formatted(call.tenant(), account.quota.perSecond(), account.quota.burst()),
          wait);
    }
    account.open++;
    try {
      return invoker.invoke(function, qualifier, call, new Counted(reply, account));
    } catch (FunctionException e) {
      account.open--;
      throw e;
    }
  }

  private static Runnable refuse(InvokeReply reply, String message, long retryAfterNanos) {
    reply.ended(new InvokeEnd.Refused(Throttle.QUOTA, message, retryAfterNanos));
    return () -> {};
  }

  /** Counts a call as open until it ends. */
  private record Counted(InvokeReply reply, Account account) implements InvokeReply {
    @Override
    public void streaming(String contentType) {
      reply.streaming(contentType);
    }

    @Override
    public void part(byte[] bytes) {
      reply.part(bytes);
    }

    @Override
    public void ended(InvokeEnd end) {
      account.open--;
      reply.ended(end);
    }
  }
}
