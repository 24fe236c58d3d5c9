package io.plimsoll.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a process so that others on its machine can tell whether it is still alive: {@code
 * host/pid/started}, with the start in epoch milliseconds because process ids are used again.
 */
record ProcessName(String host, long pid, long startedMillis) {
  private static final Pattern SHAPE = Pattern.compile("([^/]{1,150})/(\\d{1,18})/(\\d{1,18})");

  static ProcessName own() {
    ProcessHandle own = ProcessHandle.current();
    return new ProcessName(hostName(), own.pid(), startedMillis(own));
  }

  /**
   * True only when the named process ran on this machine and is certainly gone. A name of another
   * shape or another machine tells nothing.
   */
  static boolean gone(String name) {
    return parse(name).filter(ProcessName::gone).isPresent();
  }

  static Optional<ProcessName> parse(String name) {
    Matcher matcher = SHAPE.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new ProcessName(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  private boolean gone() {
    if (!host.equals(hostName())) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return found.map(process -> startedMillis(process) != startedMillis).orElse(true);
  }

  private static long startedMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return host + "/" + pid + "/" + startedMillis;
  }
}
