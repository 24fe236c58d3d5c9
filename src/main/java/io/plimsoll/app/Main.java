package io.plimsoll.app;

/** The entry point of {@code plimsoll.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
