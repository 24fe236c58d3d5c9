package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.Plan;
import java.security.SecureRandom;

/**
 * The plan's name with a random end: 30 bits keep control databases that know nothing of each other
 * apart.
 */
public final class RandomRunIds implements Engine.RunIds {
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int LENGTH = 6;

  private final SecureRandom random = new SecureRandom();

  @Override
  public RunId next(Plan plan) {
    var end = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      end.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return new RunId(plan.name() + "-" + end);
  }
}
