package io.plimsoll.shard;

import static org.assertj.core.api.Assertions.assertThat;

/** What the model must catch when it is done wrong, and how it shows. */
enum PlantedBug {
  UNGUARDED_UNFENCE(""),
  EPOCH_RAISED_ON_ONE_STORE(""),
  BACK_LOOKS_NEW(""),
  REVERSE_DRAIN_SKIPPED("without acknowledged target writes"),
  SAME_EPOCH_AFTER_LOST_REPLY(""),
  ROUTE_NOT_BUMPED("clients of an open source were switched away");

  private final String symptom;

  PlantedBug(String symptom) {
    this.symptom = symptom;
  }

  void explains(String violation) {
    assertThat(violation).contains(symptom);
  }
}
