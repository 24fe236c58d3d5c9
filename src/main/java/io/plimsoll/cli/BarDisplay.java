package io.plimsoll.cli;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** One moving bar per pass, the busiest shown; lines that are said meanwhile go above it. */
final class BarDisplay implements Display {
  private static final int REDRAW_MILLIS = 250;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final Voice voice;
  private final PrintStream screen;
  private final Map<Count.Work, ProgressBar> bars = new HashMap<>();
  private Count.Work shown;

  BarDisplay(Voice voice) {
    this.voice = voice;
    this.screen = voice.terminal().err();
    voice.through(this::above);
  }

  private synchronized void above(String line) {
    screen.print(ERASE_LINE);
    screen.println(line);
  }

  @Override
  public void advanced(Count count) {
    ProgressBar bar;
    synchronized (this) {
      shown = count.work();
      bar = bars.computeIfAbsent(count.work(), this::bar);
    }
    count.total().ifPresentOrElse(bar::maxHint, () -> bar.maxHint(-1));
    bar.stepTo(count.rows());
  }

  private ProgressBar bar(Count.Work work) {
    return ProgressBar.builder()
        .setTaskName(work.label())
        .setInitialMax(-1)
        .setUnit(" rows", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        // Otherwise a step taken while the bar draws itself is not shown before the next one.
        .continuousUpdate()
        .setConsumer(new Line(work))
        .build();
  }

  @Override
  public void finished(Count count) {
    ProgressBar bar;
    synchronized (this) {
      bar = bars.remove(count.work());
    }
    // Its thread draws under our lock, and closing waits for that thread.
    if (bar != null) {
      bar.close();
    }
  }

  @Override
  public void close() {
    Map<Count.Work, ProgressBar> left;
    synchronized (this) {
      left = Map.copyOf(bars);
      bars.clear();
    }
    left.values().forEach(ProgressBar::close);
    voice.straight();
  }

  private synchronized void draw(Count.Work work, String text) {
    if (work.equals(shown) && bars.containsKey(work)) {
      screen.print(ERASE_LINE + text);
      screen.flush();
    }
  }

  private synchronized void erase(Count.Work work) {
    if (work.equals(shown)) {
      screen.print(ERASE_LINE);
      screen.flush();
    }
  }

  /** Where one bar draws itself. */
  private final class Line implements ProgressBarConsumer {
    private final Count.Work work;

    Line(Count.Work work) {
      this.work = work;
    }

    @Override
    public int getMaxRenderedLength() {
      return voice.terminal().manner().columns() - 1;
    }

    @Override
    public void accept(String text) {
      draw(work, text);
    }

    @Override
    public void clear() {
      erase(work);
    }

    @Override
    public void close() {
      erase(work);
    }
  }
}
