package dev.hearth.node.security;

import dev.hearth.functions.FunctionException;
import dev.hearth.functions.FunctionException.Code;
import dev.hearth.functions.FunctionName;
import dev.hearth.functions.Invoke;
import dev.hearth.functions.InvokeReply;
import dev.hearth.functions.Invoker;
import dev.hearth.gateway.security.Kind;
import dev.hearth.gateway.security.Owners;
import java.util.Optional;

/**
 * Keeps calls of functions within their tenant, wherever they come from: a function, a graph, a
 * schedule. A function may be named with its version or as an ARN. What the node itself starts,
 * with no tenant, is done for the function's own.
 */
public final class TenantInvoker implements Invoker {
  private final Invoker invoker;
  private final Owners owners;

  public TenantInvoker(Invoker invoker, Owners owners) {
    this.invoker = invoker;
    this.owners = owners;
  }

  @Override
  public Runnable invoke(
      String function, Optional<String> qualifier, Invoke call, InvokeReply reply) {
    String owner = owners.tenant(Kind.FUNCTION, FunctionName.parse(function).name());
    if (call.tenant().isEmpty()) {
      return invoker.invoke(function, qualifier, call.onBehalfOf(owner), reply);
    }
    if (!owner.equals(call.tenant())) {
      throw new FunctionException(
          Code.RESOURCE_NOT_FOUND, "there is no function '%s'".formatted(function));
    }
    return invoker.invoke(function, qualifier, call, reply);
  }
}
