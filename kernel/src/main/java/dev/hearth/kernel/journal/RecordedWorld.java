package dev.hearth.kernel.journal;

import dev.hearth.kernel.Cause;
import dev.hearth.kernel.Change;
import dev.hearth.kernel.Grant;
import dev.hearth.kernel.Members;
import dev.hearth.kernel.Message;
import dev.hearth.kernel.Outcome;
import dev.hearth.kernel.PlanRequest;
import dev.hearth.kernel.World;
import java.util.ArrayList;
import java.util.function.Consumer;

/** Tells a log of each effect before it takes place in another world. */
record RecordedWorld(Consumer<Decision> log, World world) implements World {
  @Override
  public void change(long change, int instance, Change what) {
    log.accept(new Decision.Changes(change, instance, what));
    world.change(change, instance, what);
  }

  @Override
  public void run(long run, int instance, int slot, Members members, Grant grant) {
    var ids = new ArrayList<Long>(members.size());
    for (int i = 0; i < members.size(); i++) {
      ids.add(members.invocation(i));
    }
    log.accept(new Decision.Runs(run, instance, slot, ids, members.rows(), grant));
    world.run(run, instance, slot, members, grant);
  }

  @Override
  public void abort(long run, int member, Cause cause) {
    log.accept(new Decision.Aborts(run, member, cause));
    world.abort(run, member, cause);
  }

  @Override
  public void regrant(long run, Grant grant) {
    log.accept(new Decision.Regrants(run, grant));
    world.regrant(run, grant);
  }

  @Override
  public void reply(long invocation, Outcome outcome) {
    log.accept(new Decision.Replies(invocation, outcome));
    world.reply(invocation, outcome);
  }

  @Override
  public void plan(long request, PlanRequest what) {
    log.accept(new Decision.Plans(request, what));
    world.plan(request, what);
  }

  @Override
  public void send(int node, Message message) {
    log.accept(new Decision.Sends(node, message));
    world.send(node, message);
  }
}
