package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.WindowCalendar;
import io.plimsoll.plan.StageName;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.spi.JobFactory;
import org.quartz.spi.TriggerFiredBundle;

/**
 * The Quartz scheduler of this node. A job carries only ids; what it does is looked up when it
 * fires, so that losing a job loses nothing but time.
 */
final class Jobs implements AutoCloseable {
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Scheduler scheduler;
  private final Map<String, Runnable> work = new ConcurrentHashMap<>();

  /**
   * @param threads how many jobs run at once, at least 2
   */
  Jobs(int threads) {
    var settings = new Properties();
    settings.setProperty(
        "org.quartz.scheduler.instanceName", "plimsoll-" + NUMBER.incrementAndGet());
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    try {
      scheduler = new StdSchedulerFactory(settings).getScheduler();
      scheduler.setJobFactory(new Factory());
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the job engine did not start", e);
    }
  }

  /**
   * Advances a run after a delay, at once when it is not positive; whose clock says is not ours.
   */
  void advance(RunId run, Duration delay, Runnable todo) {
    boolean now = delay.isNegative() || delay.isZero();
    TriggerBuilder<Trigger> trigger = TriggerBuilder.newTrigger();
    schedule(
        AdvanceRunJob.class,
        "advance " + run,
        Map.of("run", run.value()),
        now ? trigger.startNow() : trigger.startAt(Date.from(Instant.now().plus(delay))),
        todo);
  }

  /**
   * Advances a run when its plan's windows open, and at no time at which they are closed.
   *
   * @param opening as the engine's clock shows it
   * @param now of the engine's clock
   */
  void whenOpen(RunId run, WindowCalendar windows, Instant opening, Instant now, Runnable todo) {
    Duration ahead = Duration.between(Instant.now(), now);
    String calendar = "windows of " + run;
    long millis = OpenTimes.whole(opening.minus(ahead));
    try {
      scheduler.addCalendar(calendar, new OpenTimes(windows, ahead), true, false);
    } catch (SchedulerException e) {
      throw new IllegalStateException("cannot keep the " + calendar, e);
    }
    schedule(
        AdvanceRunJob.class,
        "advance " + run,
        Map.of("run", run.value()),
        TriggerBuilder.newTrigger().startAt(new Date(millis)).modifiedByCalendar(calendar),
        todo);
  }

  /** Works on one shard of a run, at once. */
  void shardTask(RunId run, ShardId shard, String what, Runnable todo) {
    schedule(
        ShardTaskJob.class,
        "%s %s %s".formatted(what, run, shard),
        Map.of("run", run.value(), "shard", shard.value(), "what", what),
        TriggerBuilder.newTrigger().startNow(),
        todo);
  }

  /** Looks at the gate before a stage after a delay: its time is then over. */
  void gateDeadline(RunId run, StageName stage, Duration delay, Runnable todo) {
    schedule(
        GateDeadlineJob.class,
        "gate deadline %s %s".formatted(run, stage),
        Map.of("run", run.value(), "stage", stage.text()),
        TriggerBuilder.newTrigger().startAt(Date.from(Instant.now().plus(delay))),
        todo);
  }

  private void schedule(
      Class<? extends Job> job,
      String name,
      Map<String, String> data,
      TriggerBuilder<Trigger> trigger,
      Runnable todo) {
    String key = name + " #" + NUMBER.incrementAndGet();
    work.put(key, todo);
    var detail =
        JobBuilder.newJob(job).withIdentity(key).usingJobData(new JobDataMap(data)).build();
    try {
      scheduler.scheduleJob(detail, trigger.withIdentity(key).build());
    } catch (SchedulerException e) {
      work.remove(key);
      throw new IllegalStateException("cannot schedule " + name, e);
    }
  }

  /** Whether jobs can be scheduled. */
  boolean open() {
    try {
      return !scheduler.isShutdown();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the job engine does not say whether it runs", e);
    }
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(false);
    } catch (SchedulerException e) {
      throw new IllegalStateException("the job engine did not stop", e);
    }
  }

  /** Gives each fired job the work that is registered under its key. */
  private final class Factory implements JobFactory {
    @Override
    public Job newJob(TriggerFiredBundle bundle, Scheduler firing) {
      Runnable todo = work.remove(bundle.getJobDetail().getKey().getName());
      Runnable known = todo == null ? () -> {} : todo;
      Class<? extends Job> kind = bundle.getJobDetail().getJobClass();
      if (kind == GateDeadlineJob.class) {
        return new GateDeadlineJob(known);
      }
      return kind == AdvanceRunJob.class ? new AdvanceRunJob(known) : new ShardTaskJob(known);
    }
  }

  /** Does what it was made for, once. */
  private abstract static class Todo implements Job {
    private final Runnable todo;

    Todo(Runnable todo) {
      this.todo = todo;
    }

    @Override
    public void execute(JobExecutionContext context) {
      todo.run();
    }
  }

  /** Takes a run one step further. */
  static final class AdvanceRunJob extends Todo {
    AdvanceRunJob(Runnable todo) {
      super(todo);
    }
  }

  /** Works on one shard in one stage. */
  static final class ShardTaskJob extends Todo {
    ShardTaskJob(Runnable todo) {
      super(todo);
    }
  }

  /** Looks at a gate whose time is over. */
  static final class GateDeadlineJob extends Todo {
    GateDeadlineJob(Runnable todo) {
      super(todo);
    }
  }
}
